using System.Runtime.InteropServices;
using Muster.Cli.CommandLine;
using Muster.Client;
using Muster.Protocol;

namespace Muster.Cli.Providing;

/// <summary>One run of <c>muster register</c>: a program, its registration, and the end of both.</summary>
/// <remarks>
/// The program starts whether or not a registry is there: a provider never waits for its registry. On the way out the
/// registration goes first, so that nobody calls a program that is about to stop.
/// </remarks>
internal sealed class ProviderRun(RegistryTarget target, ProviderRequest provider, Surroundings here)
{
    private static readonly TimeSpan KnockWithin = TimeSpan.FromSeconds(2);

    private volatile ChildProcess? _signalled;   // once the registration is out, signals go straight to the program

    /// <summary>Answers the program's exit code, or one of <see cref="ExitCode"/>.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> command, CancellationToken cancel)
    {
        await KnockAsync(cancel);
        using var signals = new StopSignals(cancel, signal => Pass(signal, _signalled));
        using var child = command.Count > 0 ? ChildProcess.Start(command) : null;
        var ended = child?.Ended ?? new TaskCompletionSource<int>().Task;

        var lost = await HoldAsync(signals, ended, runs: child is not null);
        if (child is null) return lost ?? ExitCode.Done;

        _signalled = child;
        if (lost is not null) child.Signal(PosixSignal.SIGTERM);
        else if (signals.First.IsCompleted) Pass(await signals.First, child);
        var exitCode = await ended;
        return lost ?? exitCode;
    }

    /// <summary>A wrong token is told before anything starts; an absent registry is only mentioned.</summary>
    private async Task KnockAsync(CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(KnockWithin, here.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            using var calls = target.Open();
            await calls.KnockAsync(either.Token);
        }
        catch (CommandFailure absent) when (absent.ExitCode is ExitCode.Unreachable or ExitCode.Failed)
        {
            here.Note($"{absent.Message} '{provider.Service}' is registered as soon as one answers.");
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            here.Note($"No registry answers at {target.Address} yet. '{provider.Service}' is registered as soon as one does.");
        }
    }

    /// <summary>Registered until the program ends, somebody asks, or the registration is lost; then says goodbye. Answers why it was lost.</summary>
    private async Task<int?> HoldAsync(StopSignals signals, Task ended, bool runs)
    {
        using var over = new CancellationTokenSource();
        using var notes = ClientNotes.To(here);
        await using var client = MusterClient.Start(target.ToClientOptions("register", owns: true), notes);

        var losing = LoseAsync(client, runs, over.Token);
        await Task.WhenAny(losing, signals.First, ended);
        await over.CancelAsync();
        return await losing;
    }

    /// <summary>Completes when the registration is refused or taken over, or the token ends where nothing runs, with the exit code that says so; null when it is given up.</summary>
    private async Task<int?> LoseAsync(MusterClient client, bool runs, CancellationToken over)
    {
        try
        {
            var registered = await client.RegisterAsync(provider.Service, provider.Instance, over);
            if (runs) await registered.Replaced.WaitAsync(over);   // a program that answers calls does not stop for a token that has ended
            else await Task.WhenAny(registered.Replaced, client.Rejected).WaitAsync(over);
            return registered.Replaced.IsCompleted ? ExitCode.Replaced : ExitCode.Refused;   // the SDK has said so in words
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return null;
        }
        catch (MusterException refusal)
        {
            return refusal.Code switch   // likewise
            {
                ErrorCode.Unauthenticated or ErrorCode.Forbidden => ExitCode.Refused,
                ErrorCode.Invalid or ErrorCode.LimitReached => ExitCode.Usage,
                ErrorCode.Conflict => ExitCode.Replaced,
                _ => ExitCode.Failed,
            };
        }
    }

    /// <summary>A terminal sends Ctrl-C to the program as well: it must not hear it twice.</summary>
    private static void Pass(PosixSignal signal, ChildProcess? child)
    {
        if (signal is PosixSignal.SIGINT && !Console.IsInputRedirected) return;
        child?.Signal(signal);
    }
}
