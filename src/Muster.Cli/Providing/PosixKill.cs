using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Muster.Cli.Providing;

/// <summary>Sends signals to processes: .NET itself can only kill.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class PosixKill
{
    /// <summary>Does nothing to a process that has ended.</summary>
    public static void Send(int process, PosixSignal signal) => _ = Kill(process, NumberOf(signal));

    // The three numbers are the same on every Unix.
    private static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGTERM => 15,
        _ => throw new InvalidOperationException($"{signal} is not passed on."),
    };

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
