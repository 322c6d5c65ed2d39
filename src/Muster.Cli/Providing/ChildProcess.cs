using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Providing;

/// <summary>A program that runs with this process's own input, output and environment.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process)
    {
        _process = process;
        Ended = WaitAsync(process);
    }

    /// <summary>Completes with its exit code; 128 + the signal's number when one has killed it.</summary>
    public Task<int> Ended { get; }

    /// <exception cref="CommandFailure">There is no such program, or it cannot be run.</exception>
    public static ChildProcess Start(IReadOnlyList<string> command)
    {
        var program = ProgramPath.Find(command[0])
            ?? throw new CommandFailure(ExitCode.NoSuchCommand, $"There is no program '{command[0]}' on the PATH. Give its path.");
        try
        {
            return new(Process.Start(new ProcessStartInfo(program, command.Skip(1)))!);
        }
        catch (Win32Exception refused)
        {
            throw new CommandFailure(ExitCode.NotExecutable, $"'{command[0]}' cannot be run: {refused.Message}");
        }
    }

    /// <summary>Passes a signal on; nothing when the program has ended.</summary>
    public void Signal(PosixSignal signal)
    {
        if (Ended.IsCompleted) return;
        if (OperatingSystem.IsWindows()) _process.Kill(entireProcessTree: true);   // there is nothing gentler
        else PosixKill.Send(_process.Id, signal);
    }

    public void Dispose()
    {
        Signal(PosixSignal.SIGTERM);
        _process.Dispose();
    }

    private static async Task<int> WaitAsync(Process process)
    {
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }
}
