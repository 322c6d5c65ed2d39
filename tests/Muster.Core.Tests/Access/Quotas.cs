using System.Security.Cryptography;
using System.Text;
using Muster.Core.Access;
using Muster.Protocol;
using Outcome = Muster.Protocol.RegistrationResult.Types.Outcome;

namespace Muster.Core.Tests.Access;

/// <summary>What one credential may hold and do, over all who show it.</summary>
public sealed class Quotas
{
    private readonly TestRegistry _registry = new(callers: Of(new Quota(Instances: 2, Subscriptions: 2)));

    [Theory]
    [InlineData(10, 20, "0x20", "-")]                  // a burst after a pause
    [InlineData(10, 20, "0x20 0.05", "0.05")]          // half a call has come back
    [InlineData(10, 20, "0x20 0.1", "-")]
    [InlineData(10, 20, "0x20 0.1 0.1", "0.1")]
    [InlineData(10, 20, "0x20 60x20", "-")]            // no more than the burst, however long the pause
    [InlineData(10, 20, "0x20 60x21", "0.1")]
    [InlineData(1, 1, "0 0.5", "0.5")]
    [InlineData(1, 1, "5 3", "1")]                     // a clock that goes back gives nothing
    public void A_call_takes_one_of_a_bucket_that_fills_at_the_rate(int rate, int burst, string calls, string lastWaits)
    {
        var limit = new CallRate(rate, burst);
        var bucket = CallBucket.Full(limit, TimeSpan.Zero);
        var wait = TimeSpan.Zero;
        foreach (var call in calls.Split(' '))
        {
            var (at, times) = call.Split('x') is [var when, var many] ? (when, int.Parse(many, null)) : (call, 1);
            for (var i = 0; i < times; i++) (bucket, wait) = bucket.Take(limit, TimeSpan.FromSeconds(double.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));
        }

        Assert.Equal(lastWaits == "-" ? 0 : double.Parse(lastWaits, System.Globalization.CultureInfo.InvariantCulture), wait.TotalSeconds, 6);
    }

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData(5, null, 5, null)]
    [InlineData(null, 7, 7, null)]
    [InlineData(5, 7, 5, null)]
    [InlineData(9, 7, 9, null)]    // a token's own bound comes first, also where it is the higher one
    public void A_bound_of_its_own_comes_before_the_usual_one(int? own, int? usual, int? holds, int? others) =>
        Assert.Equal(new Quota(holds, others), new Quota(own).Or(new Quota(usual)));

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(5, null, false)]
    [InlineData(5, 5, false)]
    [InlineData(6, 5, true)]
    [InlineData(null, 5, true)]
    public void More_is_what_has_a_higher_bound_or_none(int? one, int? other, bool more)
    {
        Assert.Equal(more, new Quota(Instances: one).Exceeds(new Quota(Instances: other)));
        Assert.Equal(more, new Quota(Subscriptions: one).Exceeds(new Quota(Subscriptions: other)));
        Assert.Equal(more, new Quota(Calls: one is { } rate ? new(rate, 1) : null).Exceeds(new Quota(Calls: other is { } bound ? new(bound, 1) : null)));
        Assert.Equal(more, new Quota(Calls: one is { } burst ? new(1, burst) : null).Exceeds(new Quota(Calls: other is { } most ? new(1, most) : null)));
    }

    [Fact]
    public void Instances_are_counted_over_all_sessions_of_a_caller_and_those_he_holds_may_change()
    {
        var (one, two) = (Join("one"), Join("two"));
        one.Register("a");
        two.Register("b");

        var refused = two.Register("c");
        Assert.Equal((Outcome.Refused, ErrorCode.LimitReached), (refused.Outcome, refused.Error.Code));
        Assert.Equal("Caller 'shop' holds 2 instances, and its quota is 2. Deregister some, or ask an operator for a token with more (muster token create --max-instances, or MusterServer:Quota of the node).", refused.Error.Message);

        Assert.Equal(Outcome.Accepted, two.Register("b", address: "http://10.0.0.9:80").Outcome);
        Assert.Equal(Outcome.Accepted, two.Register("a").Outcome);   // it was his before
        two.Deregister("b");
        Assert.Equal(Outcome.Accepted, one.Register("c").Outcome);
        Assert.Equal((2, 1L), (Used().Instances, Used().Refused(QuotaKind.Instances)));
    }

    [Fact]
    public void What_a_dead_session_leaves_behind_counts_until_it_is_taken_out()
    {
        var one = Join("one");
        one.Register("a");
        one.Register("b");
        one.Drop();

        var two = Join("two");
        Assert.Equal(Outcome.Refused, two.Register("c").Outcome);
        Assert.Equal(Outcome.Accepted, two.Register("a").Outcome);   // who takes an instance over holds no more than before
        Assert.Equal(2, Used().Instances);
    }

    [Fact]
    public void Subscriptions_are_counted_over_all_streams_and_are_free_again_when_they_end()
    {
        var (one, two) = (Join("one"), Join("two"));
        one.Subscribe("orders");
        two.Subscribe("orders");
        two.Read();

        two.Subscribe("stock");
        var refused = two.Read().Single().Refused;
        Assert.Equal((ErrorCode.LimitReached, "stock"), (refused.Error.Code, refused.Service));

        two.Subscribe("orders");   // followed already
        Assert.DoesNotContain(two.Read(), frame => frame.Refused is not null);
        one.Drop();
        two.Subscribe("stock");
        Assert.DoesNotContain(two.Read(), frame => frame.Refused is not null);
        two.Send(new Up { Unsubscribe = new Unsubscribe { Services = { "stock" } } });
        Assert.Equal(1, Used().Subscriptions);
    }

    [Fact]
    public void Whoever_takes_his_session_up_on_another_connection_has_room_for_what_he_followed()
    {
        var one = Join("one");
        one.Register("a");
        one.Subscribe("orders");
        one.Subscribe("stock");

        var again = new TestPeer(_registry, "one");
        again.Hello(token: "secret", resume: one.Resume);
        again.Subscribe("orders");
        again.Subscribe("stock");

        Assert.DoesNotContain(again.Read(), frame => frame.Refused is not null);
        one.Drop();
        Assert.Equal(2, Used().Subscriptions);
    }

    [Fact]
    public void A_list_that_is_followed_alone_counts_as_well()
    {
        Join("one").Subscribe("orders");
        var alone = Alone();
        Assert.False(alone.Outbox.Ended);

        var tooMany = Alone();
        Assert.Equal(ErrorCode.LimitReached, tooMany.Read().Single().Refused.Error.Code);
        Assert.True(tooMany.Outbox.Ended);
        alone.Drop();
        Assert.Equal(1, Used().Subscriptions);
    }

    private static CallerDirectory Of(Quota quota)
    {
        var caller = new Caller("shop", [new Grant("*", "*", new HashSet<Verb>(Enum.GetValues<Verb>()))]) { Quota = quota };
        return new CallerDirectory([new Credential(caller, SHA256.HashData(Encoding.UTF8.GetBytes("secret")))], openToAll: true, openToLoopback: true);
    }

    private Usage Used() => _registry.Callers.Usages.Of("shop");

    private TestPeer Join(string client)
    {
        var peer = new TestPeer(_registry, client);
        peer.Hello(token: "secret");
        return peer;
    }

    private TestPeer Alone()
    {
        var peer = new TestPeer(_registry, "reader");
        peer.Connection.Caller = _registry.Callers.Identify("secret", Origin.Network).Caller;
        _registry.Step(new Input.Watch(peer.Connection, new("default", "orders"), null));
        return peer;
    }
}
