using Muster.Client.Lists;
using Muster.Protocol;

namespace Muster.Client.Tests.Lists;

/// <summary>What the application reads, as often as it calls.</summary>
public sealed class LookUps
{
    private readonly ServiceCache _cache = new();
    private readonly ServiceCopy _copy = new("orders");

    [Fact]
    public void Looking_up_allocates_nothing()
    {
        _cache.Add("orders");
        Publish(Frames.Snapshot(1, [.. Enumerable.Range(0, 100).Select(i => Frames.Listed($"i{i:00}"))]));

        for (var i = 0; i < 1000; i++) LookUp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) LookUp();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        int LookUp()
        {
            var list = _cache.Get("orders").Current;
            var weight = list.Find("i42")!.Weight;
            foreach (var instance in list.Instances) weight += instance.State is InstanceState.Healthy ? instance.Address.Length : 0;
            return weight;
        }
    }

    [Fact]
    public void A_service_that_was_not_subscribed_to_is_an_error_that_says_so()
    {
        var error = Assert.Throws<MusterException>(() => _cache.Get("orders"));

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Equal("Service 'orders' was not subscribed to. Subscribe to it first, in the configuration or with Subscribe.", error.Message);
    }

    [Fact]
    public void A_list_that_nobody_knows_yet_is_empty_and_says_so()
    {
        var list = _cache.Add("orders").Current;

        Assert.Equal(("orders", 0, ListSource.Nothing), (list.Service, list.Count, list.Source));
        Assert.Null(list.Find("a"));
    }

    [Fact]
    public async Task A_slow_reader_sees_several_changes_as_one_and_misses_none()
    {
        var cached = _cache.Add("orders");
        await using var reader = cached.WatchAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await reader.MoveNextAsync();
        Assert.Empty(reader.Current.Changes);

        Publish(Frames.Snapshot(1, Frames.Listed("a"), Frames.Listed("b"), Frames.Listed("c")));
        Publish(Frames.Delta(1, 2, [Frames.Listed("b"), Frames.Listed("c")], [], ("a", Cause.Deregistered)));
        Publish(Frames.Delta(2, 3, [Frames.Listed("b", 9), Frames.Listed("c")], [Frames.Listed("b", 9)]));
        await reader.MoveNextAsync();
        Assert.Equal([(ChangeKind.Added, "b"), (ChangeKind.Added, "c")], reader.Current.Changes.Select(line => (line.Kind, line.Instance.Id)));
        Assert.Equal(3UL, reader.Current.List.Revision.Sequence);

        Publish(Frames.Delta(3, 4, [Frames.Listed("c")], [], ("b", Cause.Drained)));
        Publish(Frames.Delta(4, 5, [Frames.Listed("c", 1)], [Frames.Listed("c", 1)]));
        await reader.MoveNextAsync();
        Assert.Equal(
            [(ChangeKind.Removed, "b", RemovalCause.Drained), (ChangeKind.Changed, "c", RemovalCause.Unknown)],
            reader.Current.Changes.Select(line => (line.Kind, line.Instance.Id, line.Cause)));
    }

    [Fact]
    public async Task A_reader_who_waits_is_woken_by_the_next_change()
    {
        var cached = _cache.Add("orders");
        await using var reader = cached.WatchAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await reader.MoveNextAsync();
        var next = reader.MoveNextAsync();
        Assert.False(next.IsCompleted);

        Publish(Frames.Snapshot(1, Frames.Listed("a")));

        Assert.True(await next);
    }

    [Fact]
    public async Task A_watch_ends_with_its_subscription_and_a_late_list_harms_nobody()
    {
        var cached = _cache.Add("orders");
        await using var reader = cached.WatchAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await reader.MoveNextAsync();
        var next = reader.MoveNextAsync();

        _cache.Remove("orders");
        cached.Publish(new ServiceChange(ServiceList.Unknown("orders"), []));

        Assert.False(await next);
        Assert.Throws<MusterException>(() => _cache.Get("orders"));
    }

    private void Publish(ServiceSnapshot frame)
    {
        Assert.Equal(Proof.Verified, _copy.Verified.Apply(frame));
        Publish();
    }

    private void Publish(ServiceDelta frame)
    {
        Assert.Equal(Proof.Verified, _copy.Verified.Apply(frame));
        Publish();
    }

    private void Publish() => _cache.Get("orders").Publish(_copy.Show(ListSource.Registry, TimeSpan.Zero)!);
}
