using System.Runtime.InteropServices;

namespace Muster.Detection.Trials;

/// <summary>Processor time of the calling thread, by the kernel's count: what else the machine does is not in it.</summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3;

    public static TimeSpan Now => Ask(ThreadClock, out var time) == 0
        ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100))
        : throw new InvalidOperationException("clock_gettime failed: this needs Linux.");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Ask(int clock, out Moment time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Moment
    {
        public long Seconds, Nanoseconds;
    }
}
