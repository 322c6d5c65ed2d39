using Microsoft.Extensions.Logging.Abstractions;
using Muster.Client.Snapshots;
using Muster.Client.Tests.Lists;

namespace Muster.Client.Tests.Snapshots;

/// <summary>The lists that survive this process.</summary>
public sealed class SnapshotStores : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-snapshots-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_saved_is_loaded_by_the_next_process()
    {
        await Store().SaveAsync(List("orders", 5, "a", "b"), TestContext.Current.CancellationToken);

        var loaded = Store().Load("orders")!;

        Assert.Equal((5UL, 2), (loaded.Revision.Sequence, loaded.Instances.Count));
        Assert.Equal(Frames.Digest(loaded.Instances), loaded.Digest);
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
            Assert.Single(reader.Load("orders")!.Instances);
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
        var store = new SnapshotStore(file, "default", TimeProvider.System, NullLogger.Instance);

        await store.SaveAsync(List("orders", 5, "a"), TestContext.Current.CancellationToken);

        Assert.Null(store.Load("orders"));
    }

    [Fact]
    public void No_folder_means_no_snapshots()
    {
        var store = new SnapshotStore("", "default", TimeProvider.System, NullLogger.Instance);

        Assert.False(store.IsOn);
        Assert.Null(store.Load("orders"));
    }

    private static ServiceList List(string service, ulong sequence, params string[] ids)
    {
        var listed = ids.Select(id => Frames.Listed(id)).ToArray();
        return new ServiceList(
            service, [.. listed.Select(one => new ServiceInstance(one))], new ListRevision(1, sequence), Frames.Digest(listed), ListSource.Registry, stale: false, held: false);
    }

    private SnapshotStore Store(string @namespace = "default") => new(_folder, @namespace, TimeProvider.System, NullLogger.Instance);
}
