using System.Globalization;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Cli.Planning;

/// <summary>Finds the coefficients on this machine: does what a registry is asked to do, some of it at a time, and divides.</summary>
/// <remarks>One after another, each told to <paramref name="tell"/> as it begins; a minute in all.</remarks>
internal sealed class Measurement(PlanStage stage, ICarrierDialer dialer, TimeProvider time, Action<string> tell)
{
    private const int Rounds = 5, Restarts = 3, PacedChanges = 80;
    private const int Registrars = 4, RegistrationsEach = 300;
    private const int Heartbeats = 3000;
    private const int FurtherSubscriptions = 100_000;
    private const int ManyInstances = 30_000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WarmFor = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BeatEvery = TimeSpan.FromMilliseconds(1);

    private readonly record struct Work(double CpuSeconds, double Seconds);

    /// <param name="fleet">How many instances a storm has, and how large.</param>
    /// <param name="connections">How many consumers are told.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<StormCosts> RunAsync(Fleet fleet, int connections, CancellationToken cancel)
    {
        var fixedBytes = stage.MemoryBytes;
        await using var storms = await StormStage.OpenAsync(stage, fleet, dialer, time, cancel);

        tell("warming the registry up");
        await WarmUpAsync(storms, Math.Max(1, connections / 4), cancel);

        tell($"connecting {connections} consumers");
        var (first, before) = (storms.Consumers.All.Count, stage.MemoryBytes);
        var connecting = await WorkOfAsync(() => storms.Consumers.GrowAsync(connections, cancel));
        var connectionBytes = connections > first ? Math.Max(0, stage.MemoryBytes - before) / (double)(connections - first) : 0;
        await WarmUpAsync(storms, cancel);

        tell("storms");
        var samples = new FitSamples();
        await SampleAsync(storms, fleet.Instances, samples, cancel);

        tell("quiet, heartbeats and registrations");
        await storms.Consumers.BeatAsync(cancel);
        var idle = await WorkOfAsync(() => Task.Delay(IdleFor, time, cancel));
        var idlePerSecond = idle.CpuSeconds / idle.Seconds;
        var beating = await WorkOfAsync(() => storms.Consumers.BeatAsync(Heartbeats, BeatEvery, cancel));
        var registering = await WorkOfAsync(() => RegisterAsync(fleet.PayloadBytes, cancel));

        tell("memory of subscriptions and instances");
        var further = Math.Max(1, FurtherSubscriptions / connections);
        var subscriptionBytes = await GrowthAsync(() => FollowMoreAsync(storms.Consumers, further, cancel)) / ((double)connections * further);
        var instanceBytes = (await GrowthAsync(() => RegisterManyAsync(fleet.PayloadBytes, cancel)) / (double)ManyInstances) - fleet.PayloadBytes;

        var cpu = samples.Cpu(idlePerSecond);
        var arrival = samples.Arrival();
        return new()
        {
            PushMicroseconds = cpu.Push * 1e6,
            ByteNanoseconds = cpu.Byte * 1e9,
            FirstPushMicroseconds = cpu.First * 1e6,
            ChangeMicroseconds = cpu.Change * 1e6,
            RegistrationMicroseconds = Each(registering, Registrars * RegistrationsEach, idlePerSecond),
            HeartbeatMicroseconds = Each(beating, Heartbeats, idlePerSecond),
            ConnectMicroseconds = Each(connecting, Math.Max(1, connections - first), idlePerSecond),
            IdleMicroseconds = idlePerSecond * 1e6,
            FixedBytes = fixedBytes,
            ConnectionBytes = connectionBytes,
            SubscriptionBytes = Math.Max(0, subscriptionBytes),
            InstanceBytes = Math.Max(0, instanceBytes),
            SharedPushMicroseconds = arrival.Push * 1e6,
            SharedByteNanoseconds = arrival.Byte * 1e9,
            Source = string.Create(CultureInfo.InvariantCulture, $"measured {time.GetUtcNow():yyyy-MM-dd} with {connections} connections"),
        };
    }

    /// <summary>The runtime compiles what is called often a second time, better: that is paid for here.</summary>
    public static async Task WarmUpAsync(StormStage storms, int consumers, CancellationToken cancel)
    {
        await storms.Consumers.GrowAsync(consumers, cancel);
        await storms.AllChangeAsync(cancel);
        await storms.WarmUpAsync(WarmFor, cancel);
    }

    /// <summary>The same by every kind of storm.</summary>
    public static async Task WarmUpAsync(StormStage storms, CancellationToken cancel)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await storms.AllChangeAsync(cancel);
            await storms.OneChangesAsync(cancel);
            await storms.RestartAsync(TimeSpan.Zero, cancel);
        }

        await storms.WarmUpAsync(WarmFor, cancel);
    }

    /// <summary>One change, everything in one frame, and restarts of half the instances without pauses and paced. Of those that are short, the medians.</summary>
    private static async Task SampleAsync(StormStage storms, int instances, FitSamples samples, CancellationToken cancel)
    {
        var half = Math.Max(1, instances / 2);
        samples.Add(await MiddleAsync(Rounds, () => storms.OneChangesAsync(cancel)), isOnePublication: true);
        samples.Add(await MiddleAsync(Rounds, () => storms.AllChangeAsync(cancel)), isOnePublication: true);
        samples.Add(await MiddleAsync(Restarts, () => storms.RestartAsync(half, TimeSpan.Zero, cancel)), isOnePublication: false);
        samples.Add(await storms.RestartAsync(Math.Min(half, PacedChanges / 2), Pace, cancel), isOnePublication: false);
    }

    private static async Task<StormMeasured> MiddleAsync(int rounds, Func<Task<StormMeasured>> storm)
    {
        var measured = new List<StormMeasured>();
        for (var i = 0; i < rounds; i++) measured.Add(await storm());
        return measured[0] with { CpuSeconds = Middle(each => each.CpuSeconds), Seconds = Middle(each => each.Seconds), AllKnowSeconds = Middle(each => each.AllKnowSeconds) };

        double Middle(Func<StormMeasured, double> figure) => measured.Select(figure).Order().ElementAt(rounds / 2);
    }

    private static double Each(Work work, int count, double idlePerSecond) =>
        Math.Max(0, work.CpuSeconds - (work.Seconds * idlePerSecond)) / count * 1e6;

    private async Task<Work> WorkOfAsync(Func<Task> work)
    {
        var (cpu, began) = (stage.Cpu, time.GetTimestamp());
        await work();
        return new((stage.Cpu - cpu).TotalSeconds, time.GetElapsedTime(began).TotalSeconds);
    }

    private async Task<long> GrowthAsync(Func<Task> growing)
    {
        var before = stage.MemoryBytes;
        await growing();
        return stage.MemoryBytes - before;
    }

    private Task RegisterAsync(int payloadBytes, CancellationToken cancel) => Parallel.ForAsync(0, Registrars, cancel, async (registrar, stop) =>
    {
        await using var provider = await LightConnection.OpenAsync(dialer, stage.Address, time, stop);
        for (var i = 0; i < RegistrationsEach; i++)
            await provider.AskAsync(StormRegistrations.Come("registrations", [(registrar * RegistrationsEach) + i], 0, payloadBytes), stop);
    });

    private async Task FollowMoreAsync(Crowd crowd, int further, CancellationToken cancel)
    {
        var before = crowd.Pushes;
        var names = Enumerable.Range(0, further).Select(number => $"further-{number}").ToList();
        foreach (var consumer in crowd.All) await consumer.FollowAsync(names, cancel);
        while (crowd.Pushes < before + ((long)crowd.All.Count * further)) await Task.Delay(BeatEvery, time, cancel);
    }

    private async Task RegisterManyAsync(int payloadBytes, CancellationToken cancel)
    {
        var frames = Enumerable.Range(0, ManyInstances).Chunk(500);
        var providers = new List<LightConnection>();
        foreach (var numbers in frames)
        {
            if (numbers[0] % Limits.InstancesPerSession == 0) providers.Add(await LightConnection.OpenAsync(dialer, stage.Address, time, cancel));
            await providers[^1].AskAsync(StormRegistrations.Come($"many-{numbers[0] / 100}", numbers, 0, payloadBytes), cancel);
        }

        foreach (var provider in providers) await provider.DisposeAsync();
    }
}
