using FsCheck;
using FsCheck.Fluent;
using Muster.Core.Catalog;
using Muster.Core.Departures;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Tests.Departures;

/// <summary>Whom a list asks, what the answers tell, and how they are counted.</summary>
public sealed class Asking
{
    private readonly TestRegistry _registry = new();
    private readonly TestPeer _provider;

    public Asking() => _provider = _registry.Provide("a");

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(16, 1)]
    [InlineData(17, 2)]
    [InlineData(160, 10)]
    [InlineData(161, 11)]
    public void A_list_asks_about_sixteen_in_all(int consumers, uint oneIn)
    {
        for (var i = 0; i < consumers; i++) Consumer($"c{i}");
        _registry.Advance(1);

        _provider.Register("b");

        Assert.Equal(oneIn, _registry.View().AppliedOneIn);
    }

    [Fact]
    public void Every_answer_of_one_list_asks_the_same_its_first_page_alone()
    {
        var view = Watch.SomeView.Of(2_000).With([], stale: false, appliedOneIn: 7);

        var pages = Watch.SomeView.Frames(view, new WatchAnswer.Snapshot(ListDigest.AllBuckets)).ConvertAll(frame => frame.Snapshot.AppliedOneIn);
        Assert.Equal([7u, .. pages.Skip(1).Select(_ => 0u)], pages);
        Assert.Equal(7u, Watch.SomeView.Frames(view, new WatchAnswer.Confirm(view.Revision)).Single().Delta.AppliedOneIn);
    }

    [Fact]
    public void An_answer_tells_how_long_the_list_took()
    {
        var consumer = Consumer("consumer");
        consumer.Confirm();
        _registry.Advance(1);
        _provider.Register("b");
        _registry.Advance(0.25);

        consumer.Confirm();
        consumer.Confirm();   // once is enough

        Assert.Equal([TimeSpan.FromSeconds(0.25)], _registry.Events.OfType<RegistryEvent.Applied>().Select(applied => applied.After));
    }

    [Fact]
    public void Whatever_happens_the_missing_are_those_whose_list_is_older() =>
        Prop.ForAll<byte[]>(Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    /// <summary>Subscribers come, go and confirm, lists are published, departures begin: counted in steps of one, and counted afresh.</summary>
    private static bool Holds(byte[] steps)
    {
        var feed = new ServiceFeed(ServiceView.Empty(new("default", "orders"), new(1, 0), stale: false));
        var service = new Service(feed);
        var awaited = new List<AwaitedList>();

        foreach (var step in steps)
        {
            var at = service.Subscribers.Count == 0 ? 0 : (step >> 3) % service.Subscribers.Count;
            switch (step & 7)
            {
                case 0 or 1:
                    service.Add(new Subscriber(new Outbox(static () => { }), feed) { Confirmer = (step & 8) == 0 ? "c" : null });
                    break;
                case 2 when service.Subscribers.Count > 0:
                    service.Remove(service.Subscribers[at]);
                    break;
                case 3 or 4 when service.Subscribers.Count > 0:
                    service.Confirmations.Applied(service.Subscribers[at], feed.Current.Revision.Sequence - Math.Min(feed.Current.Revision.Sequence, (ulong)(step >> 6)), TimeSpan.Zero);
                    break;
                case 5:
                    service.Confirmations.Announce();
                    awaited.Add(service.Confirmations.Await());
                    break;
                default:
                    service.Window = default;
                    feed.Publish(feed.Current.With([], stale: false, service.Confirmations.OneIn));
                    service.Confirmations.Published(feed.Current.Revision.Sequence, TimeSpan.Zero);
                    break;
            }

            if ((step & 32) != 0) service.Window = new(TimeSpan.FromSeconds(1), Dirty: true);
            if (awaited.Exists(list => !list.IsKnown && list.Missing != service.Subscribers.Count(one => one.Confirmer is not null && list.IsMissedBy(one)))) return false;
            if (service.Confirmations.Confirming != service.Subscribers.Count(one => one.Confirmer is not null)) return false;
        }

        return true;
    }

    private TestPeer Consumer(string name)
    {
        var peer = new TestPeer(_registry, name);
        peer.Hello(confirms: true);
        peer.Subscribe();
        peer.Read();
        return peer;
    }
}
