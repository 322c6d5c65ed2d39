namespace Muster.Client.Providing;

/// <summary>A process whose work does not come through a web server: what it listens on is configured, or nothing is.</summary>
internal sealed class WorkerProcess(Func<CancellationToken, Task<Condition>> look) : IProvidingProcess
{
    private const string Scheme = "worker";

    /// <summary>Says where it runs, and that there is nothing to call.</summary>
    public IReadOnlyCollection<string> Bound { get; } = [$"{Scheme}://*"];

    public static bool IsAddressOf(string address) => address.StartsWith($"{Scheme}://", StringComparison.Ordinal);

    public Task<Condition> LookAsync(CancellationToken cancel) => look(cancel);
}
