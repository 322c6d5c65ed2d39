using Muster.Core.Catalog;
using Muster.Core.Watch;

namespace Muster.Core.Tests.Catalog;

public sealed class ServiceTables
{
    private static readonly ServiceKey Orders = new("default", "orders");

    private readonly ViewDirectory _views = new();
    private readonly ServiceTable _table;

    public ServiceTables() => _table = new ServiceTable(_views, epoch: 4);

    [Fact]
    public void A_service_is_made_when_first_named_and_seen_at_once()
    {
        var service = _table.GetOrAdd(Orders, stale: false);

        Assert.Same(service, _table.GetOrAdd(Orders, stale: true));
        Assert.Same(service.Feed, _views.Find(Orders));
        Assert.Equal(new Revision(4, 0), service.Feed.Current.Revision);
    }

    [Fact]
    public void A_service_that_nobody_uses_is_dropped()
    {
        _table.GetOrAdd(Orders, stale: false);

        _table.Sweep();

        Assert.Equal(0, _table.Count);
        Assert.Null(_views.Find(Orders));
        Assert.Equal([null], _table.InOrder);
    }

    [Fact]
    public void A_service_that_somebody_follows_stays()
    {
        var service = _table.GetOrAdd(Orders, stale: false);
        service.Add(new Subscriber(new Outbox(static () => { }), service.Feed));

        _table.Sweep();

        Assert.Same(service, _table.Find(Orders));
    }

    [Fact]
    public void A_sequence_never_starts_over_within_an_epoch()
    {
        var service = _table.GetOrAdd(Orders, stale: false);
        service.Feed.Publish(service.Feed.Current.With([], stale: true).With([], stale: false));
        _table.Sweep();

        Assert.Equal(new Revision(4, 2), _table.GetOrAdd(Orders, stale: false).Feed.Current.Revision);
        Assert.Equal(new Revision(4, 2), _table.GetOrAdd(new("default", "another"), stale: false).Feed.Current.Revision);
    }

    [Fact]
    public void The_place_of_a_dropped_service_is_used_again()
    {
        for (var i = 0; i < 50; i++)
        {
            _table.GetOrAdd(new("default", $"s{i}"), stale: false);
            _table.Sweep();
        }

        Assert.Single(_table.InOrder);
    }

    [Fact]
    public void However_many_are_named_they_are_dropped_within_seconds()
    {
        for (var i = 0; i < 100_000; i++) _table.GetOrAdd(new("default", $"s{i}"), stale: false);

        for (var tick = 0; tick < 100; tick++) _table.Sweep();

        Assert.Equal(0, _table.Count);
    }
}
