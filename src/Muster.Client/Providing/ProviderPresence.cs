using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Muster.Client.Providing;

/// <summary>
/// Keeps this process in the registry while it listens and is ready, and takes it out while it still accepts. The host does
/// not wait for the registry: a provider that starts during an outage serves, and is listed as soon as a registry is reached.
/// </summary>
/// <remarks>
/// <code>
///   Starting ── host started ──▶ Unlisted ── ready ──▶ Listed ── host stops: goodbye, receipt, grace ──▶ Left
///                                   ▲                    │ └── another holds the id ──▶ Out (for good)
///                                   └── not ready ───────┘
/// </code>
/// The background task alone writes <c>_registered</c>; StoppingAsync reads it after that task has ended.
/// </remarks>
internal sealed partial class ProviderPresence(
    MusterClient client, ProvidedInstance provided, IOptions<ProviderOptions> options, TimeProvider clock, ILogger<ProviderPresence> logger)
    : BackgroundService, IHostedLifecycleService
{
    /// <summary>Times <see cref="ProviderOptions.ReadyEvery"/>: a check that takes longer has not said yes.</summary>
    private const int PatienceWithChecks = 5;

    private readonly TaskCompletionSource<InstanceDescription?> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _leaving = new();
    private RegisteredInstance? _registered;
    private Task<Condition> _looking = Task.FromResult(Condition.NotReady);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _started.SetResult(provided.Describe());   // a fault here is one of configuration, and ends the start
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync().ConfigureAwait(false);
        if (ExecuteTask is { } staying)
            await staying.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // the host has logged why
        if (_registered is not { } registered) return;

        // What no registry ever listed, nobody calls; but consumers may know us before we know it.
        var accepted = registered.WhenDecided is { IsCompletedSuccessfully: true, Result: null };
        if (options.Value.LeaveFor == TimeSpan.Zero || (client.State is not ConnectionState.Connected && !accepted))
            await registered.DisposeAsync().ConfigureAwait(false);
        else
            await LeaveAsync(registered, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // or until the host's own limit
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _leaving.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _leaving.Token);
        try
        {
            var instance = await _started.Task.WaitAsync(ending.Token).ConfigureAwait(false) ?? await DescribeAsSeenAsync(ending.Token).ConfigureAwait(false);
            if (instance is not null) await StayAsync(instance, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return;   // what is registered is taken out by StoppingAsync
        }
    }

    private async Task LeaveAsync(RegisteredInstance registered, CancellationToken cancel)
    {
        var (limit, started) = (options.Value.LeaveFor, clock.GetTimestamp());
        var receipt = await registered.LeaveAsync(limit, cancel).ConfigureAwait(false);
        if (registered.Replaced.IsCompleted) return;   // whoever calls the id calls another process

        var took = clock.GetElapsedTime(started);
        var grace = LeaveRule.Grace(receipt, limit - took);
        if (receipt is null) Log.LeftUnreceipted(logger, registered.Id, registered.Service, grace);
        else if (receipt.EveryoneKnows) Log.Left(logger, registered.Id, registered.Service, took, receipt.Uncovered, grace);
        else Log.LeftStragglers(logger, registered.Id, registered.Service, receipt.Stragglers.Count + receipt.MoreStragglers, string.Join(", ", receipt.Stragglers), receipt.Uncovered);
        if (receipt?.Pollers.Count > 0) Log.LeftPollers(logger, registered.Id, registered.Service, string.Join(", ", receipt.Pollers), receipt.MorePollers ? ", and others" : "");
        await Task.Delay(grace, clock, cancel).ConfigureAwait(false);
    }

    private async Task<InstanceDescription?> DescribeAsSeenAsync(CancellationToken ending)
    {
        var seen = await client.WhenSeen.WaitAsync(ending).ConfigureAwait(false);
        var instance = provided.Describe(SeenAddress.Parse(seen));
        if (instance is null) Log.Unreachable(logger, provided.Service, provided.Listed(), seen);
        return instance;
    }

    private async Task StayAsync(InstanceDescription instance, CancellationToken ending)
    {
        var readiness = Readiness.Unlisted;
        using var polls = new PeriodicTimer(options.Value.ReadyEvery, clock);
        do
        {
            var condition = await LookAsync(ending).ConfigureAwait(false);
            readiness = readiness.On(condition.IsReady);
            if (readiness.IsListed && _registered is null)
            {
                _registered = await client.DeclareAsync(provided.Service, instance, CancellationToken.None).ConfigureAwait(false);
            }
            else if (!readiness.IsListed && _registered is { } unready)
            {
                Log.Unready(logger, unready.Id, unready.Service);
                await unready.DisposeAsync().ConfigureAwait(false);
                _registered = null;
            }

            if (condition.IsReady && _registered is { } listed) await listed.SayAsync(condition.Degraded, ending).ConfigureAwait(false);
        }
        while (_registered?.Replaced.IsCompleted is not true && await polls.WaitForNextTickAsync(ending).ConfigureAwait(false));
    }

    /// <summary>Checks that do not end when they are told to are left to themselves, and not asked anew until they have.</summary>
    private async Task<Condition> LookAsync(CancellationToken ending)
    {
        using var tooLong = new CancellationTokenSource(options.Value.ReadyEvery * PatienceWithChecks, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending, tooLong.Token);
        try
        {
            if (_looking.IsCompleted) _looking = provided.LookAsync(either.Token);
            return await _looking.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ending.IsCancellationRequested)
        {
            return Condition.NotReady;
        }
    }
}
