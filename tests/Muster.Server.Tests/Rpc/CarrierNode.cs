using Muster.Rpc;

namespace Muster.Server.Tests.Rpc;

/// <summary>Somebody who answers conversations over one kind of carrier.</summary>
/// <param name="DialAsync">Opens one.</param>
/// <param name="Errors">What was logged as an error.</param>
/// <param name="Stop">Ends everything.</param>
internal sealed record CarrierNode(Func<Task<ICarrier>> DialAsync, IReadOnlyCollection<string> Errors, Func<ValueTask> Stop) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Stop();
}
