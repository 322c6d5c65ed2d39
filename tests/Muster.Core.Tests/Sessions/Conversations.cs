using Muster.Core.Access;
using Muster.Protocol;
using Outcome = Muster.Protocol.RegistrationResult.Types.Outcome;

namespace Muster.Core.Tests.Sessions;

/// <summary>Whatever a client says is answered; a bad frame is refused, and the session lives on.</summary>
public sealed class Conversations
{
    private readonly TestRegistry _registry = new();

    [Fact]
    public void The_first_frame_must_be_hello()
    {
        var peer = new TestPeer(_registry, "eager");

        peer.Send(new Up { Heartbeat = new Heartbeat { Number = 1 } });

        Assert.Equal(Errors.Of(ErrorCode.Unsupported, "The first frame must be Hello, not Heartbeat."), peer.Read().Single().Refused.Error);
        Assert.True(peer.Outbox.Ended);
        Assert.Equal(0, _registry.Sessions);
    }

    [Fact]
    public void A_welcome_says_what_both_sides_keep_to()
    {
        var welcome = _registry.Join().Welcome;

        Assert.Equal((1u, 90_000u, 30_000u, false, 16), (welcome.Protocol, welcome.TimeoutMs, welcome.HeartbeatMs, welcome.Resumed, welcome.Secret.Length));
    }

    [Theory]
    [InlineData("Prod", "", 1, "namespace 'Prod': use 1 to 63 lower-case letters, digits and hyphens, not starting or ending with a hyphen.")]
    [InlineData("default", "a b", 1, "zone 'a b': use at most 64 letters, digits and . _ -.")]
    [InlineData("default", "", 257, "client id 'cccccccccccccccccccccccccccccccccccccccc…': the limit is 256 characters.")]
    public void A_hello_that_breaks_a_rule_ends_the_connection(string @namespace, string zone, int clientLength, string words)
    {
        var peer = new TestPeer(_registry, "client");

        peer.Send(new Up { Hello = new Hello { Protocol = 1, Namespace = @namespace, Zone = zone, Client = new string('c', clientLength) } });

        Assert.Equal(Errors.Invalid(words), peer.Read().Single().Refused.Error);
        Assert.True(peer.Outbox.Ended);
    }

    [Fact]
    public void A_hello_without_a_version_is_refused()
    {
        var peer = new TestPeer(_registry, "client");

        peer.Send(new Up { Hello = new Hello { Namespace = "default" } });

        Assert.Equal(Errors.Of(ErrorCode.Unsupported, "Hello names no protocol version. This registry speaks version 1."), peer.Read().Single().Refused.Error);
    }

    [Fact]
    public void A_later_version_is_answered_with_ours()
    {
        var peer = new TestPeer(_registry, "client");

        peer.Send(new Up { Hello = new Hello { Protocol = 9, Namespace = "default" } });

        Assert.Equal(1u, peer.Read().Single().Welcome.Protocol);
    }

    [Fact]
    public void Who_has_no_rights_in_a_namespace_does_not_get_in()
    {
        var registry = new TestRegistry(callers: Tokens());

        var refused = new TestPeer(registry, "client").Hello("test", "deploy-token").Single().Refused.Error;

        Assert.Equal(
            Errors.Of(ErrorCode.Forbidden, "Caller 'deploy' has no rights in namespace 'test'. Check the client's namespace, or ask an operator for a token that covers it."),
            refused);
    }

    [Fact]
    public void Who_may_not_register_or_follow_a_service_is_told_and_stays()
    {
        var registry = new TestRegistry(callers: Tokens());
        var peer = registry.Join(@namespace: "prod", token: "deploy-token");

        var result = peer.Register("a", "stock");
        peer.Subscribe("stock");

        Assert.Equal(Outcome.Refused, result.Outcome);
        Assert.Equal("Caller 'deploy' may not register service 'stock' in namespace 'prod'. Ask an operator for a token that covers it.", result.Error.Message);
        var refused = peer.Read().Single().Refused;
        Assert.Equal(("stock", "Caller 'deploy' may not subscribe service 'stock' in namespace 'prod'. Ask an operator for a token that covers it."), (refused.Service, refused.Error.Message));
        Assert.Equal(Outcome.Accepted, peer.Register("a", "orders").Outcome);
    }

    [Fact]
    public void A_second_hello_is_refused_and_changes_nothing()
    {
        var peer = _registry.Join();

        Assert.Equal(Errors.Invalid("Hello was already said on this connection. It is not needed again."), peer.Hello("test").Single().Refused.Error);
        StillLives(peer);
    }

    [Fact]
    public void An_unknown_frame_is_refused()
    {
        var peer = _registry.Join();

        peer.Send(new Up());

        Assert.Equal(
            Errors.Of(ErrorCode.Unsupported, "This registry does not know the frame that was sent. It may be older than the client."),
            peer.Read().Single().Refused.Error);
        StillLives(peer);
    }

    [Fact]
    public void What_is_no_frame_is_refused()
    {
        var peer = _registry.Join();

        _registry.Step(new Input.Malformed(peer.Connection, "The frame cannot be read."));

        Assert.Equal(Errors.Invalid("The frame cannot be read."), peer.Read().Single().Refused.Error);
        StillLives(peer);
    }

    [Fact]
    public void A_frame_with_too_many_items_is_refused_as_a_whole()
    {
        var peer = _registry.Join();
        var (register, deregister, subscribe) = (new Register(), new Deregister(), new Subscribe());
        for (var i = 0; i <= Limits.Batch; i++)
        {
            register.Registrations.Add(new Registration { Service = "orders", Instance = new Instance { Id = $"{i}", Addresses = { "http://a:1" } } });
            deregister.Instances.Add(new InstanceKey { Service = "orders", Id = $"{i}" });
            subscribe.Subscriptions.Add(new Subscription { Service = $"s{i}" });
        }

        foreach (var frame in (Up[])[new() { Register = register }, new() { Deregister = deregister }, new() { Subscribe = subscribe }])
        {
            peer.Send(frame);
            Assert.Equal(
                Errors.Of(ErrorCode.LimitReached, "The frame has 1001 items; the limit is 1000. Send them in several frames."),
                peer.Read().Single().Refused.Error);
        }

        Assert.Empty(_registry.Views.All());
        StillLives(peer);
    }

    [Fact]
    public void A_session_holds_only_so_many_instances()
    {
        var peer = _registry.Join();
        for (var batch = 0; batch < Limits.InstancesPerSession / Limits.Batch; batch++)
            peer.Register([.. Enumerable.Range(batch * Limits.Batch, Limits.Batch).Select(i => new Registration
            {
                Service = "orders", Instance = new Instance { Id = $"i{i}", Addresses = { "http://a:1" } },
            })]);

        var refused = peer.Register("one-more", "another");

        Assert.Equal(
            Errors.Of(ErrorCode.LimitReached, "instance 'one-more': this session already holds 10000 instances, which is the limit. Use another process or connection."),
            refused.Error);
        Assert.Equal(Outcome.Accepted, peer.Register("i7").Outcome);   // those that it holds may change
        peer.Deregister("i7");
        Assert.Equal(Outcome.Accepted, peer.Register("one-more", "another").Outcome);
    }

    [Fact]
    public void A_connection_follows_only_so_many_services()
    {
        var peer = _registry.Join();
        for (var batch = 0; batch < Limits.SubscriptionsPerConnection / Limits.Batch; batch++)
        {
            var subscribe = new Subscribe();
            for (var i = 0; i < Limits.Batch; i++) subscribe.Subscriptions.Add(new Subscription { Service = $"s{(batch * Limits.Batch) + i}" });
            peer.Send(new Up { Subscribe = subscribe });
            peer.Read();
        }

        peer.Subscribe("one-more");
        Assert.Equal(
            Errors.Of(ErrorCode.LimitReached, "service 'one-more': this connection already follows 10000 services, which is the limit. Unsubscribe from some first."),
            peer.Read().Single().Refused.Error);

        peer.Subscribe("s7");   // those that it follows may be asked for again
        Assert.Equal("s7", peer.Read().Single().Snapshot.Service);
        peer.Send(new Up { Unsubscribe = new Unsubscribe { Services = { "s7", "never-followed" } } });
        peer.Subscribe("one-more");
        Assert.Equal("one-more", peer.Read().Single().Snapshot.Service);
    }

    [Fact]
    public void A_registration_that_is_refused_leaves_no_service_behind()
    {
        var peer = _registry.Join();

        for (var i = 0; i < 100; i++) Assert.Equal(Outcome.Refused, peer.Register("a", $"s{i}", incarnation: ulong.MaxValue).Outcome);
        _registry.Advance(1);

        Assert.Empty(_registry.Views.All());
    }

    [Fact]
    public void One_bad_registration_spoils_no_other()
    {
        var peer = _registry.Join();

        var results = peer.Register(
            new Registration { Service = "orders", Instance = new Instance { Id = "a", Addresses = { "http://a:1" } } },
            new Registration { Service = "orders", Instance = new Instance { Id = "b" } },
            new Registration { Service = "orders" });

        Assert.Equal([Outcome.Accepted, Outcome.Refused, Outcome.Refused], results.Select(result => result.Outcome));
        Assert.Equal(["a"], _registry.Ids());
    }

    [Fact]
    public void A_node_that_stops_sends_everyone_away()
    {
        var peer = _registry.Join();

        _registry.Step(new Input.Leave("The node is being replaced."));

        Assert.Equal("The node is being replaced.", peer.Read().Single().GoAway.Reason);
        Assert.True(peer.Outbox.Ended);
    }

    [Fact]
    public void A_subscriber_who_never_reads_costs_one_mark_a_service()
    {
        var slow = _registry.Join("slow");
        slow.Subscribe();
        var provider = _registry.Provide("a");

        for (var i = 0; i < 100; i++)
        {
            provider.Register("a", address: $"http://10.0.0.7:{8000 + i}");
            _registry.Advance(0.2);
        }

        var heard = slow.Read();
        Assert.Single(heard, frame => frame.Ping is null);   // the list as it now is, once
        Assert.Equal("http://10.0.0.7:8099", heard[^1].Snapshot.Instances.Single().Instance.Addresses[0]);
    }

    [Fact]
    public void A_client_that_asks_and_never_reads_is_cut_off()
    {
        var rude = _registry.Join("rude");

        for (var i = 0; i < 2000; i++) rude.Beat();

        Assert.True(rude.Outbox.Ended);
        Assert.InRange(rude.Read().Count, 1, Core.Watch.Outbox.Capacity);
    }

    private static CallerDirectory Tokens()
    {
        var deploy = new Caller("deploy", [new Grant("prod", "orders", new HashSet<Verb>(Enum.GetValues<Verb>()))]);
        return new CallerDirectory([new Credential(deploy, System.Security.Cryptography.SHA256.HashData("deploy-token"u8))], openToAll: false, openToLoopback: false);
    }

    private static void StillLives(TestPeer peer) => Assert.Equal(Outcome.Accepted, peer.Register("still-here").Outcome);
}
