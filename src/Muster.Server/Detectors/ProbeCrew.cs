using System.Threading.Channels;
using Muster.Protocol;

namespace Muster.Server.Detectors;

/// <summary>Performs orders, so many at a time; the others wait their turn.</summary>
/// <remarks>
/// An order that finds <see cref="Capacity"/> others waiting is let go: the registry asks again when no answer has come. An
/// order that waits makes its probe late, never wrong, since its time begins when it is tried.
/// </remarks>
internal sealed class ProbeCrew(Prober prober)
{
    /// <summary>Sockets at a time: half of the descriptors that a node keeps for itself.</summary>
    public const int AtATime = 128;

    public const int Capacity = 10_000;

    private readonly Channel<ProbeOrder> _orders = Channel.CreateBounded<ProbeOrder>(Capacity);

    public void Take(ProbeOrder order) => _orders.Writer.TryWrite(order);

    /// <summary>Runs until stopped.</summary>
    /// <param name="tell">Takes each result.</param>
    /// <param name="stopping">Ends it; what is under way is given up.</param>
    public Task RunAsync(Func<ProbeResult, ValueTask> tell, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => WorkAsync(tell, stopping)));

    private async Task WorkAsync(Func<ProbeResult, ValueTask> tell, CancellationToken stopping)
    {
        try
        {
            await foreach (var order in _orders.Reader.ReadAllAsync(stopping)) await tell(await prober.TryAsync(order, stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to.
        }
    }
}
