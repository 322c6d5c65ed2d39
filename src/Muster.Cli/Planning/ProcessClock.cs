using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Muster.Cli.Planning;

/// <summary>The CPU time that another process has used: on Linux by the kernel's clock of that process, which counts nanoseconds; .NET's own figure counts in hundredths.</summary>
internal static partial class ProcessClock
{
    public static TimeSpan Of(int process)
    {
        if (OperatingSystem.IsLinux() && ClockOf(process, out var clock) == 0 && Read(clock, out var time) == 0)
            return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);

        using var found = Process.GetProcessById(process);
        return found.TotalProcessorTime;
    }

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int ClockOf(int process, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
