using System.Runtime.InteropServices;

namespace Muster.Cli.CommandLine;

/// <summary>Turns Ctrl-C, TERM and HUP into a request: the verb ends by itself, in good order.</summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly PosixSignal[] Kinds = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly TaskCompletionSource<PosixSignal> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenRegistration _onCancel;
    private readonly List<PosixSignalRegistration> _registrations;

    /// <param name="cancel">Asks as TERM does.</param>
    /// <param name="each">Called for every signal, on a thread of its own.</param>
    public StopSignals(CancellationToken cancel, Action<PosixSignal>? each = null)
    {
        _onCancel = cancel.UnsafeRegister(static self => ((StopSignals)self!).Ask(PosixSignal.SIGTERM), this);
        _registrations = [.. Kinds.Select(kind => PosixSignalRegistration.Create(kind, context =>
        {
            context.Cancel = true;
            Ask(context.Signal);
            each?.Invoke(context.Signal);
        }))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>The first signal, when it has come.</summary>
    public Task<PosixSignal> First => _first.Task;

    public void Dispose()
    {
        _onCancel.Dispose();
        foreach (var registration in _registrations) registration.Dispose();
        _asked.Dispose();
    }

    private void Ask(PosixSignal signal)
    {
        if (_first.TrySetResult(signal)) _asked.Cancel();
    }
}
