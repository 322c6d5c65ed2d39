using Microsoft.Extensions.Logging.Abstractions;
using Muster.Client.Snapshots;
using Muster.Client.Tests.Lists;

namespace Muster.Client.Tests.Snapshots;

/// <summary>The lists that survive this process.</summary>
public sealed class SnapshotStores : IDisposable
{
    private static readonly SnapshotBounds Bounds = new(TimeSpan.FromDays(7));

    private readonly string _folder = Directory.CreateTempSubdirectory("muster-snapshots-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_saved_is_loaded_by_the_next_process()
    {
        await Store().SaveAsync(List("orders", 5, "a", "b"), TestContext.Current.CancellationToken);

        var loaded = Store().Load("orders")!;

        Assert.Equal((5UL, 2), (loaded.List.Revision.Sequence, loaded.List.Instances.Count));
        Assert.Equal(Frames.Digest(loaded.List.Instances), loaded.List.Digest);
        Assert.Null(Store().Load("stock"));
        Assert.Null(Store("test").Load("orders"));
    }

    [Fact]
    public async Task Two_processes_may_write_the_same_list_and_a_reader_sees_a_whole_one()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (one, other, reader) = (Store(), Store(), Store());
        await one.SaveAsync(List("orders", 1, "a"), cancel);

        var writing = Task.WhenAll(Write(one, "a"), Write(other, "b"));
        var read = 0;
        do
        {
            Assert.Single(reader.Load("orders")!.List.Instances);
            read++;
        }
        while (!writing.IsCompleted);
        await writing;

        Assert.True(read > 1);
        Assert.Equal(["orders.list"], Directory.EnumerateFiles(Path.Combine(_folder, "default")).Select(Path.GetFileName));

        Task Write(SnapshotStore store, string id) => Task.Run(async () =>
        {
            for (ulong sequence = 0; sequence < 200; sequence++) await store.SaveAsync(List("orders", sequence, id), cancel);
        }, cancel);
    }

    [Fact]
    public async Task A_corrupt_file_is_set_aside()
    {
        var store = Store();
        await store.SaveAsync(List("orders", 5, "a"), TestContext.Current.CancellationToken);
        var path = Path.Combine(_folder, "default", "orders.list");
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))[..^1], TestContext.Current.CancellationToken);

        Assert.Null(store.Load("orders"));

        Assert.Equal(["orders.list.corrupt"], Directory.EnumerateFiles(Path.Combine(_folder, "default")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(-1, true)]   // the clock was set back
    [InlineData(7, true)]
    [InlineData(7.01, false)]
    public async Task A_list_that_the_registry_has_not_stood_by_for_too_long_is_not_used(double days, bool used)
    {
        await Store().SaveAsync(List("orders", 5, "a"), TestContext.Current.CancellationToken);
        var savedAt = Store().Load("orders")!.SavedAt;

        Assert.Equal(used, Store(clock: new WallClock(savedAt + TimeSpan.FromDays(days))).Load("orders") is not null);
        Assert.NotNull(Store().Load("orders"));   // ignored, not destroyed
    }

    [Fact]
    public async Task A_list_beyond_the_limit_is_not_written_and_the_last_that_was_stays()
    {
        var store = Store();
        await store.SaveAsync(List("orders", 5, "a"), TestContext.Current.CancellationToken);
        var huge = Frames.Listed("b");
        huge.Instance.Metadata.Add("k", new string('v', SnapshotBounds.MaximumBytes));
        var list = new ServiceList("orders", [new ServiceInstance(huge)], new ListRevision(1, 6), 0, ListSource.Registry, stale: false, held: false);

        Assert.Equal(SaveOutcome.TooLarge, await store.SaveAsync(list, TestContext.Current.CancellationToken));

        Assert.Equal(5UL, store.Load("orders")!.List.Revision.Sequence);
    }

    [Fact]
    public async Task What_a_process_left_that_died_while_it_wrote_is_removed()
    {
        await Store().SaveAsync(List("orders", 5, "a"), TestContext.Current.CancellationToken);
        var left = Path.Combine(_folder, "default", ".left.tmp");
        var fresh = Path.Combine(_folder, "default", ".fresh.tmp");
        await File.WriteAllTextAsync(left, "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(fresh, "", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(left, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromHours(2));

        await Store().SaveAsync(List("orders", 6, "a"), TestContext.Current.CancellationToken);

        Assert.Equal((false, true), (File.Exists(left), File.Exists(fresh)));
    }

    [Fact]
    public async Task A_file_of_another_service_is_not_taken_for_ones_own()
    {
        await Store().SaveAsync(List("orders", 5, "a"), TestContext.Current.CancellationToken);
        File.Move(Path.Combine(_folder, "default", "orders.list"), Path.Combine(_folder, "default", "stock.list"));

        Assert.Null(Store().Load("stock"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_costs_the_snapshot_and_nothing_else()
    {
        var file = Path.Combine(_folder, "a-file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var store = new SnapshotStore(file, "default", Bounds, TimeProvider.System, NullLogger.Instance);

        await store.SaveAsync(List("orders", 5, "a"), TestContext.Current.CancellationToken);

        Assert.Null(store.Load("orders"));
    }

    [Fact]
    public void No_folder_means_no_snapshots()
    {
        var store = new SnapshotStore("", "default", Bounds, TimeProvider.System, NullLogger.Instance);

        Assert.False(store.IsOn);
        Assert.Null(store.Load("orders"));
    }

    private static ServiceList List(string service, ulong sequence, params string[] ids)
    {
        var listed = ids.Select(id => Frames.Listed(id)).ToArray();
        return new ServiceList(
            service, [.. listed.Select(one => new ServiceInstance(one))], new ListRevision(1, sequence), Frames.Digest(listed), ListSource.Registry, stale: false, held: false);
    }

    private SnapshotStore Store(string @namespace = "default", TimeProvider? clock = null) => new(_folder, @namespace, Bounds, clock ?? TimeProvider.System, NullLogger.Instance);

    private sealed class WallClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
