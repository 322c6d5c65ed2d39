using System.Security.Cryptography;
using System.Text;
using Muster.Core.Access;
using Muster.Protocol;

namespace Muster.Core.Tests.Access;

/// <summary>Tokens that come and go while the registry runs, and the streams that came with them.</summary>
public sealed class Handed_out_tokens
{
    private const string Reason = "The token or certificate was revoked or has ended. Come back with one that holds.";

    private static readonly Grant Shop = new("default", "orders*", Role.VerbsOf(["provider", "consumer"]));

    private readonly TestRegistry _registry = new(callers: new CallerDirectory([], openToAll: false, openToLoopback: false));

    [Fact]
    public void A_token_opens_what_it_grants_from_the_step_that_hands_it_out()
    {
        Assert.Equal(ErrorCode.Unauthenticated, new TestPeer(_registry, "early").Hello(token: "one").Single().Refused.Error.Code);

        Know("shop", Shop, ("one", 3600));

        var shop = _registry.Join(token: "one");
        Assert.Equal(RegistrationResult.Types.Outcome.Accepted, shop.Register("o-1").Outcome);
        Assert.Equal("Caller 'shop' may not register service 'billing' in namespace 'default'. Ask an operator for a token that covers it.", shop.Register("b-1", "billing").Error.Message);
    }

    [Fact]
    public void Revoking_sends_its_streams_away_and_nobody_elses()
    {
        Know("shop", Shop, ("one", 3600));
        Know("stock", Shop, ("two", 3600));
        var (shop, stock) = (_registry.Join(token: "one"), _registry.Join(token: "two"));

        Know("shop", Shop);

        Assert.Equal(Reason, shop.Read().Single().GoAway.Reason);
        Assert.True(shop.Outbox.Ended);
        Assert.Empty(stock.Read());
        Assert.False(stock.Outbox.Ended);
        Assert.Equal(1, _registry.Events.OfType<RegistryEvent.SentAway>().Single().Streams);
        Assert.Equal(ErrorCode.Unauthenticated, new TestPeer(_registry, "again").Hello(token: "one").Single().Refused.Error.Code);
    }

    [Fact]
    public void A_second_secret_disturbs_nobody_and_the_first_ends_in_its_time()
    {
        Know("shop", Shop, ("one", 3600));
        var old = _registry.Join(token: "one");

        Know("shop", Shop, ("one", 20), ("two", 3600));
        var young = _registry.Join(token: "two");
        _registry.Advance(19);
        Assert.DoesNotContain(old.Read(), frame => frame.GoAway is not null);

        _registry.Advance(2);
        Assert.Equal(Reason, old.Read().Single(frame => frame.GoAway is not null).GoAway.Reason);
        Assert.False(young.Outbox.Ended);
        Assert.Equal(ErrorCode.Unauthenticated, new TestPeer(_registry, "again").Hello(token: "one").Single().Refused.Error.Code);
    }

    [Fact]
    public void A_session_is_taken_up_again_with_the_tokens_other_secret()
    {
        Know("shop", Shop, ("one", 3600), ("two", 3600));
        var before = _registry.Join(token: "one");
        before.Register("o-1");
        before.Drop();

        var after = _registry.Join(token: "two", resume: before.Resume);

        Assert.True(after.Welcome.Resumed);
    }

    [Fact]
    public void What_it_allows_now_counts_for_who_came_before()
    {
        Know("shop", Shop, ("one", 3600));
        var shop = _registry.Join(token: "one");

        Know("shop", Shop with { Service = "orders" }, ("one", 3600));

        Assert.True(shop.Outbox.Ended);
        Assert.NotEmpty(_registry.Join(token: "one").Welcome.Session);
    }

    [Fact]
    public void Who_was_authorized_before_and_arrives_after_is_sent_away()
    {
        Know("shop", Shop, ("one", 3600));
        var late = new TestPeer(_registry, "reader");
        late.Connection.Caller = _registry.Callers.Identify("one", Origin.Network).Caller;

        Know("shop", Shop);
        _registry.Step(new Input.Watch(late.Connection, new("default", "orders"), null));

        Assert.Equal(Reason, late.Read().Single().GoAway.Reason);
    }

    [Theory]
    [InlineData("provider", "Register")]
    [InlineData("Consumer", "List Subscribe")]
    [InlineData("operator", "List Subscribe Operate Instruct")]
    [InlineData("relay", "List Subscribe")]
    [InlineData("operate", "Operate")]
    [InlineData("root", "")]
    public void A_role_is_a_word_for_verbs(string word, string verbs) =>
        Assert.Equal(verbs, string.Join(' ', Role.VerbsOf([word]).Order()));

    [Fact]
    public void An_owner_may_do_everything() => Assert.Equal(Enum.GetValues<Verb>(), Role.VerbsOf(["owner"]).Order());

    private void Know(string name, Grant grant, params (string Secret, double Seconds)[] secrets) => _registry.Step(new Input.Recognize(
        [new TokenChange(name, grant, [.. secrets.Select(secret => new IssuedSecret(HashOf(secret.Secret), TimeSpan.FromSeconds(secret.Seconds)))])]));

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
