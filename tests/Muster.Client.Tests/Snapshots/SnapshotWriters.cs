using Microsoft.Extensions.Logging.Abstractions;
using Muster.Client.Snapshots;
using Muster.Client.Tests.Lists;

namespace Muster.Client.Tests.Snapshots;

public sealed class SnapshotWriters : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-snapshots-").FullName;
    private readonly CancellationTokenSource _stopping = new();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _stopping.Dispose();
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_write_loses_nothing()
    {
        var clock = new StopsTheWriter(_stopping);
        var store = new SnapshotStore(_folder, "default", new SnapshotBounds(TimeSpan.FromDays(7)), clock, NullLogger.Instance);
        var writer = new SnapshotWriter(store, clock);
        writer.Note(List("orders"));
        writer.Note(List("stock"));

        await writer.RunAsync(_stopping.Token);

        Assert.NotNull(store.Load("orders"));
        Assert.NotNull(store.Load("stock"));
    }

    [Fact]
    public async Task What_the_guard_doubts_or_the_disk_told_is_not_written()
    {
        var store = new SnapshotStore(_folder, "default", new SnapshotBounds(TimeSpan.FromDays(7)), TimeProvider.System, NullLogger.Instance);
        var writer = new SnapshotWriter(store, TimeProvider.System);
        writer.Note(List("doubted", held: true));
        writer.Note(List("from-disk", ListSource.Snapshot));
        await _stopping.CancelAsync();

        await writer.RunAsync(_stopping.Token);

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    private static ServiceList List(string service, ListSource source = ListSource.Registry, bool held = false)
    {
        var listed = Frames.Listed("a");
        return new ServiceList(service, [new ServiceInstance(listed)], new ListRevision(1, 1), Frames.Digest([listed]), source, stale: false, held);
    }

    /// <summary>Asked for the date, which every write does, it stops the writer.</summary>
    private sealed class StopsTheWriter(CancellationTokenSource stopping) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            stopping.Cancel();
            return DateTimeOffset.UnixEpoch;
        }
    }
}
