using Google.Protobuf;
using Muster.Core.Access;
using Muster.Protocol;
using Outcome = Muster.Protocol.RegistrationResult.Types.Outcome;

namespace Muster.Core.Tests.Sessions;

/// <summary>A broken connection is taken up again by whoever can prove that the session is his.</summary>
public sealed class Resuming
{
    private readonly TestRegistry _registry = new();

    [Fact]
    public void Who_knows_the_secret_goes_on_as_if_nothing_had_happened()
    {
        var provider = _registry.Provide("a");
        var revision = _registry.View().Revision;

        provider.Drop();
        _registry.Advance(0.4);
        var back = _registry.Join("a", resume: provider.Resume);
        _registry.Advance(5);

        Assert.True(back.Welcome.Resumed);
        Assert.Equal(provider.Welcome.Session, back.Welcome.Session);
        Assert.NotEqual(provider.Welcome.Secret, back.Welcome.Secret);
        Assert.Equal(revision, _registry.View().Revision);
    }

    [Fact]
    public void Back_after_the_grace_the_suspect_is_healthy_again()
    {
        var provider = _registry.Provide("a");
        provider.Drop();
        _registry.Advance(60);
        Assert.Equal(State.Suspect, _registry.View().Find("a")!.Value.State);

        Assert.True(_registry.Join("a", resume: provider.Resume).Welcome.Resumed);
        _registry.Advance(1);

        Assert.Equal(State.Healthy, _registry.View().Find("a")!.Value.State);
    }

    [Fact]
    public void A_secret_is_good_for_one_connection()
    {
        var first = _registry.Provide("a");
        first.Drop();
        var second = _registry.Join("a", resume: first.Resume);
        second.Drop();

        Assert.False(_registry.Join("a", resume: first.Resume).Welcome.Resumed);
        Assert.True(_registry.Join("a", resume: second.Resume).Welcome.Resumed);
    }

    [Fact]
    public void Whoever_cannot_prove_it_gets_a_session_of_his_own()
    {
        var provider = _registry.Provide("a");
        provider.Drop();

        var forged = provider.Resume;
        forged.Secret = ByteString.CopyFrom(new byte[16]);
        var empty = new Resume { Session = provider.Welcome.Session };
        var unknown = new Resume { Session = "1-ffff", Secret = provider.Welcome.Secret };
        var nonsense = new Resume { Session = "no session", Secret = provider.Welcome.Secret };

        foreach (var resume in (Resume[])[forged, empty, unknown, nonsense])
        {
            var welcome = _registry.Join("thief", resume: resume).Welcome;
            Assert.False(welcome.Resumed);
            Assert.NotEqual(provider.Welcome.Session, welcome.Session);
        }

        Assert.False(_registry.Join("thief", "test", resume: provider.Resume).Welcome.Resumed);   // another namespace
        Assert.True(_registry.Join("a", resume: provider.Resume).Welcome.Resumed);
    }

    [Fact]
    public void Another_caller_cannot_resume_even_with_the_secret()
    {
        var all = new HashSet<Verb>(Enum.GetValues<Verb>());
        var registry = new TestRegistry(callers: new CallerDirectory(
            [
                new Credential(new Caller("one", [new Grant("*", "*", all)]), System.Security.Cryptography.SHA256.HashData("token-one"u8)),
                new Credential(new Caller("two", [new Grant("*", "*", all)]), System.Security.Cryptography.SHA256.HashData("token-two"u8)),
            ], openToAll: false, openToLoopback: false));
        var provider = registry.Join("a", token: "token-one");
        provider.Register("a");
        provider.Drop();

        Assert.False(registry.Join("a", token: "token-two", resume: provider.Resume).Welcome.Resumed);
        Assert.True(registry.Join("a", token: "token-one", resume: provider.Resume).Welcome.Resumed);
    }

    [Fact]
    public void A_half_open_connection_gives_way()
    {
        var provider = _registry.Provide("a");

        var back = _registry.Join("a", resume: provider.Resume);
        Assert.True(back.Welcome.Resumed);
        Assert.True(provider.Outbox.Ended);

        provider.Drop();   // its end is noticed long after
        _registry.Advance(5);
        Assert.Equal(State.Healthy, _registry.View().Find("a")!.Value.State);
    }

    [Fact]
    public void A_session_that_holds_nothing_ends_with_its_connection()
    {
        var consumer = _registry.Join();
        Assert.Equal(1, _registry.Sessions);

        consumer.Drop();

        Assert.Equal(0, _registry.Sessions);
        Assert.False(_registry.Join(resume: consumer.Resume).Welcome.Resumed);
    }

    [Fact]
    public void Subscriptions_do_not_survive_a_connection()
    {
        var consumer = _registry.Provide("a");
        consumer.Subscribe("stock");
        consumer.Drop();
        _registry.Advance(1);

        Assert.Null(_registry.Views.Find(new("default", "stock")));
        var back = _registry.Join("a", resume: consumer.Resume);
        _registry.Provide("s", "stock");
        _registry.Advance(1);
        Assert.Empty(back.Read());
    }

    [Fact]
    public void Who_lost_an_id_while_away_hears_of_it_when_he_is_back()
    {
        var loser = _registry.Provide("a");
        loser.Register("b");
        loser.Drop();
        _registry.Provide("a");

        var back = new TestPeer(_registry, "a");
        var heard = back.Hello(resume: loser.Resume);

        Assert.True(back.Welcome.Resumed);
        var lost = Assert.Single(heard, frame => frame.Registered is not null).Registered;
        Assert.Equal((0UL, "a", Outcome.Replaced), (lost.Request, lost.Results.Single().Id, lost.Results.Single().Outcome));
        back.Drop();
        Assert.DoesNotContain(new TestPeer(_registry, "a").Hello(resume: back.Resume), frame => frame.Registered is not null);   // once
    }
}
