using Muster.Core;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Cli.Planning;

/// <summary>Bytes of a registry's resident set.</summary>
/// <param name="Fixed">Of a registry that knows nobody.</param>
/// <param name="Connection">Of an idle connection with its session and one subscription.</param>
/// <param name="Subscription">Of each further subscription.</param>
/// <param name="Instance">Of an instance, its payload not counted.</param>
internal readonly record struct MemoryCosts(double Fixed, double Connection, double Subscription, double Instance);

/// <summary>Finds by how much a registry grows with what it holds: with one that has never seen a storm, whose leavings would hide the growth.</summary>
/// <remarks>What is added is kept, so that nothing takes the place of another. Some of each kind comes before its growth counts: the first ones bring code and tables.</remarks>
internal sealed class MemoryMeasurement(PlanStage stage, ICarrierDialer dialer, TimeProvider time, Action<string> tell)
{
    private const int FirstInstances = 20_000, Instances = 60_000;
    private const int InstancesOfAService = 100;
    private const int FurtherSubscriptions = 100_000;

    /// <param name="payloadBytes">Of an instance.</param>
    /// <param name="connections">How many consumers connect.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<MemoryCosts> RunAsync(int payloadBytes, int connections, CancellationToken cancel)
    {
        var fixedBytes = stage.MemoryBytes;
        var providers = new List<LightConnection>();
        await using var consumers = new Crowd(dialer, stage.Address, StormStage.Service, time);
        try
        {
            tell($"memory of {Counted.Of(FirstInstances + Instances, "instance")}");
            await RegisterAsync(providers, 0, FirstInstances, payloadBytes, cancel);
            var instances = await GrowthAsync(() => RegisterAsync(providers, FirstInstances, Instances, payloadBytes, cancel));

            tell($"memory of {Counted.Of(connections, "consumer")}");
            var first = connections / 4;
            await consumers.GrowAsync(first, cancel);
            var connected = await GrowthAsync(() => consumers.GrowAsync(connections, cancel));

            var further = Math.Clamp(FurtherSubscriptions / connections, 1, Limits.Batch);
            var names = Enumerable.Range(0, further).Select(number => $"further-{number}").ToList();
            var subscribed = await GrowthAsync(() => consumers.FollowAsync(names, cancel));

            return new(
                fixedBytes,
                connected / (double)(connections - first),
                subscribed / ((double)connections * further),
                Math.Max(0, (instances / (double)Instances) - payloadBytes));
        }
        finally
        {
            foreach (var provider in providers) await provider.DisposeAsync();
        }
    }

    private async Task<long> GrowthAsync(Func<Task> growing)
    {
        var before = stage.MemoryBytes;
        await growing();
        return Math.Max(0, stage.MemoryBytes - before);
    }

    private async Task RegisterAsync(List<LightConnection> providers, int from, int count, int payloadBytes, CancellationToken cancel)
    {
        foreach (var numbers in Enumerable.Range(from, count).Chunk(InstancesOfAService))
        {
            if (numbers[0] % Limits.InstancesPerSession == 0) providers.Add(await LightConnection.OpenAsync(dialer, stage.Address, time, cancel));
            await providers[^1].AskAsync(StormRegistrations.Come($"many-{numbers[0] / InstancesOfAService}", numbers, 0, payloadBytes), cancel);
        }
    }
}
