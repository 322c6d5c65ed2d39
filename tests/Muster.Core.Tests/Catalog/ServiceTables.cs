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
        var service = _table.GetOrAdd(Orders);

        Assert.Same(service, _table.GetOrAdd(Orders));
        Assert.Same(service.Feed, _views.Find(Orders));
        Assert.Equal(new Revision(4, 0), service.Feed.Current.Revision);
    }

    [Fact]
    public void A_list_that_is_not_here_is_denied_only_by_a_registry_that_knows_all()
    {
        Assert.Equal("Nobody registers or follows service 'orders' in namespace 'default'. Check both names.", _views.Absent(Orders).Message);

        _views.Incomplete = true;
        Assert.Equal(
            "This registry has restarted and may not know service 'orders' in namespace 'default' yet. Ask again in a moment.", _views.Absent(Orders).Message);
        Assert.True(_table.GetOrAdd(Orders).Feed.Current.Stale);
    }

    [Fact]
    public void A_service_that_nobody_uses_is_dropped()
    {
        _table.GetOrAdd(Orders);

        _table.Sweep();

        Assert.Equal(0, _table.Count);
        Assert.Null(_views.Find(Orders));
        Assert.Equal([null], _table.InOrder);
    }

    [Fact]
    public void A_service_that_somebody_follows_stays()
    {
        var service = _table.GetOrAdd(Orders);
        service.Add(new Subscriber(new Outbox(static () => { }), service.Feed));

        _table.Sweep();

        Assert.Same(service, _table.Find(Orders));
    }

    [Fact]
    public void A_sequence_never_starts_over_within_an_epoch()
    {
        var service = _table.GetOrAdd(Orders);
        service.Feed.Publish(service.Feed.Current.With([], stale: true).With([], stale: false));
        _table.Sweep();

        Assert.Equal(new Revision(4, 2), _table.GetOrAdd(Orders).Feed.Current.Revision);
        Assert.Equal(new Revision(4, 2), _table.GetOrAdd(new("default", "another")).Feed.Current.Revision);
    }

    [Fact]
    public void The_place_of_a_dropped_service_is_used_again()
    {
        for (var i = 0; i < 50; i++)
        {
            _table.GetOrAdd(new("default", $"s{i}"));
            _table.Sweep();
        }

        Assert.Single(_table.InOrder);
    }

    [Fact]
    public void However_many_are_named_they_are_dropped_within_seconds()
    {
        for (var i = 0; i < 100_000; i++) _table.GetOrAdd(new("default", $"s{i}"));

        for (var tick = 0; tick < 100; tick++) _table.Sweep();

        Assert.Equal(0, _table.Count);
    }
}
