namespace Muster.Server.Hosting;

/// <summary>Has old garbage swept while the node has nothing else to do.</summary>
/// <remarks>
/// Most of what a registry keeps lives long, and so does its garbage: lists and entries that others followed. Left to itself the collector
/// lets such a heap grow by more than half before it looks at it as a whole, mostly in the middle of a storm. A sweep between storms
/// leaves room that the next one fills. It runs beside the node's work, and moves nothing.
/// </remarks>
internal static class IdleSweep
{
    /// <summary>An old generation of which no part may be large is left to itself.</summary>
    public const long Small = 64_000_000;

    /// <summary>Whoever allocates less a second has little to do.</summary>
    public const long Idle = 8_000_000;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Whether an idle node's old objects have grown by a sixteenth since they were swept.</summary>
    /// <param name="used">Bytes of old objects, garbage among them.</param>
    /// <param name="swept">The same after the last sweep.</param>
    /// <param name="allocated">Bytes in the last second.</param>
    public static bool IsDue(long used, long swept, long allocated) => allocated < Idle && used > Small && used > swept + (swept / 16);

    /// <summary>Runs until stopped.</summary>
    public static async Task RunAsync(TimeProvider time, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        var (allocated, asked) = (GC.GetTotalAllocatedBytes(), -1L);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            var before = allocated;
            allocated = GC.GetTotalAllocatedBytes();
            var last = GC.GetGCMemoryInfo(GCKind.Background);
            if (last.Index == asked || !IsDue(Old(GC.GetGCMemoryInfo(GCKind.Any)), Old(last), allocated - before)) continue;
            asked = last.Index;   // nobody asks again before it is over
            GC.Collect(2, GCCollectionMode.Forced, blocking: false, compacting: false);
        }
    }

    private static long Old(GCMemoryInfo after) =>
        after.GenerationInfo[2].SizeAfterBytes - after.GenerationInfo[2].FragmentationAfterBytes + after.GenerationInfo[3].SizeAfterBytes - after.GenerationInfo[3].FragmentationAfterBytes;
}
