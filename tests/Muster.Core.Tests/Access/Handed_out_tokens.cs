using System.Security.Cryptography;
using System.Text;
using Muster.Core.Access;
using Muster.Protocol;

namespace Muster.Core.Tests.Access;

/// <summary>Tokens that come and go while the registry runs, and the streams that came with them.</summary>
public sealed class Handed_out_tokens
{
    private const string Reason = "The token or certificate was revoked or has ended. Come back with one that holds.";

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

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
        Assert.Contains("was revoked or replaced at ", RefusalOf("one"), StringComparison.Ordinal);
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

    [Fact]
    public void Whoever_shows_one_that_no_longer_holds_is_told_which_it_was_and_how_it_ended()
    {
        Know("ended", Shop, ("one", 20));
        Know("revoked", Shop, ("two", 3600));
        Know("rotated", Shop, ("three", 3600));
        _registry.Advance(21);
        Know("revoked", Shop);
        Know("rotated", Shop, ("four", 3600));

        Assert.Equal($"The token of 'ended' (secret {HashOf("one")[..8]}) ended at 2026-11-22 10:00:20Z. Ask an operator for a new one ('muster token rotate ended'), and give it to this client.", RefusalOf("one"));
        Assert.Equal($"The token of 'revoked' (secret {HashOf("two")[..8]}) was revoked at 2026-11-22 10:00:00Z. Ask an operator for another, and give it to this client.", RefusalOf("two"));
        Assert.Equal($"The token of 'rotated' (secret {HashOf("three")[..8]}) was revoked or replaced at 2026-11-22 10:00:00Z, and 'rotated' has another one. Ask an operator for that, and give it to this client.", RefusalOf("three"));
        Assert.StartsWith("This registry does not know the token.", RefusalOf("five"), StringComparison.Ordinal);
        Assert.NotEmpty(_registry.Join(token: "four").Welcome.Session);
    }

    [Fact]
    public void One_that_had_ended_before_the_registry_began_is_told_so_also_when_its_name_is_revoked()
    {
        Know("ended", Shop, ("one", -20));
        Know("ended", Shop, ("one", -20), ("two", 3600));
        Know("ended", Shop);

        Assert.Contains(" was revoked or replaced at 2026-11-22 09:59:40Z, and ", RefusalOf("one"), StringComparison.Ordinal);
        Assert.Contains(" was revoked at ", RefusalOf("two"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_newest_are_remembered_and_the_oldest_are_as_unknown_as_any()
    {
        var former = new FormerSecrets();
        for (var i = 0; i <= FormerSecrets.Most; i++)
            for (var twice = 0; twice < 2; twice++) former.Add($"{i:x8}", new("shop", SecretEnd.Ended, Now));

        Assert.Null(former.WordsOf("00000000"));
        Assert.NotNull(former.WordsOf("00000001"));
        Assert.NotNull(former.WordsOf($"{FormerSecrets.Most:x8}"));
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
        [new TokenChange(name, grant, [.. secrets.Select(secret => new IssuedSecret(HashOf(secret.Secret), TimeSpan.FromSeconds(secret.Seconds)) { EndsAt = Now.AddSeconds(secret.Seconds) })]) { At = Now }]));

    private string RefusalOf(string token) => new TestPeer(_registry, "former").Hello(token: token).Single().Refused.Error.Message;

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
