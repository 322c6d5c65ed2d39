using System.Globalization;
using Muster.Core;
using Muster.Rpc;

namespace Muster.Cli.Planning;

/// <summary>Finds the coefficients on this machine: does what a registry is asked to do, some of it at a time, and divides.</summary>
/// <remarks>One after another, each told to <paramref name="tell"/> as it begins; two minutes in all.</remarks>
internal sealed class Measurement(PlanStage stage, ICarrierDialer dialer, TimeProvider time, Action<string> tell)
{
    private const int Rounds = 9, PacedChanges = 80;
    private const int Registrars = 4, RegistrationsEach = 300;
    private const int Heartbeats = 3000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BeatEvery = TimeSpan.FromMilliseconds(1);

    private readonly record struct Work(double CpuSeconds, double Seconds);

    /// <param name="fleet">How many instances a storm has, and how large.</param>
    /// <param name="connections">How many consumers are told.</param>
    /// <param name="memory">What was found of it.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<StormCosts> RunAsync(Fleet fleet, int connections, MemoryCosts memory, CancellationToken cancel)
    {
        await using var storms = await StormStage.OpenAsync(stage, fleet, dialer, time, cancel);

        tell("warming the registry up");
        await storms.Consumers.GrowAsync(Math.Max(1, connections / 4), cancel);
        await Warming.SpreadAsync(storms, cancel);

        tell($"connecting {Counted.Of(connections, "consumer")}");
        var first = storms.Consumers.All.Count;
        var connecting = await WorkOfAsync(() => storms.Consumers.GrowAsync(connections, cancel));
        await Warming.UntilSteadyAsync(storms, cancel);

        tell("storms");
        var samples = await SampleAsync(storms, fleet.Instances, cancel);

        tell("quiet, heartbeats and registrations");
        await storms.Consumers.BeatAsync(cancel);
        var idle = await WorkOfAsync(() => Task.Delay(IdleFor, time, cancel));
        var idlePerSecond = idle.CpuSeconds / idle.Seconds;
        var beating = await WorkOfAsync(() => storms.Consumers.BeatAsync(Heartbeats, BeatEvery, cancel));
        var registering = await WorkOfAsync(() => RegisterAsync(fleet.PayloadBytes, cancel));

        var cpu = samples.Cpu(idlePerSecond);
        var arrival = samples.Arrival();
        return new()
        {
            PushMicroseconds = cpu.Push * 1e6,
            ByteNanoseconds = cpu.Byte * 1e9,
            ChangeMicroseconds = cpu.Change * 1e6,
            RegistrationMicroseconds = Each(registering, Registrars * RegistrationsEach, idlePerSecond),
            HeartbeatMicroseconds = Each(beating, Heartbeats, idlePerSecond),
            ConnectMicroseconds = Each(connecting, Math.Max(1, connections - first), idlePerSecond),
            IdleMicroseconds = idlePerSecond * 1e6,
            FixedBytes = memory.Fixed,
            ConnectionBytes = memory.Connection,
            SubscriptionBytes = memory.Subscription,
            InstanceBytes = memory.Instance,
            SharedPushMicroseconds = arrival.Push * 1e6,
            SharedByteNanoseconds = arrival.Byte * 1e9,
            Source = string.Create(CultureInfo.InvariantCulture, $"measured {time.GetUtcNow():yyyy-MM-dd} with {Counted.Of(connections, "connection")}"),
        };
    }

    /// <summary>One change; all in one frame; restarts of all and of a quarter of the instances, without pauses; a paced one. All kinds take turns, as a machine has better and worse minutes.</summary>
    private static async Task<FitSamples> SampleAsync(StormStage storms, int instances, CancellationToken cancel)
    {
        var quarter = Math.Max(1, instances / 4);
        Func<Task<StormMeasured>>[] kinds =
        [
            () => storms.OneChangesAsync(cancel),
            () => storms.AllChangeAsync(cancel),
            () => storms.RestartAsync(TimeSpan.Zero, cancel),
            () => storms.RestartAsync(quarter, TimeSpan.Zero, cancel),
            () => storms.RestartAsync(Math.Min(instances, PacedChanges / 2), Pace, cancel),
        ];
        var runs = Array.ConvertAll(kinds, _ => new List<StormMeasured>());
        for (var round = 0; round < Rounds; round++)
        {
            for (var kind = 0; kind < kinds.Length; kind++) runs[kind].Add(await kinds[kind]());
        }

        return new FitSamples(runs);
    }

    private static double Each(Work work, int count, double idlePerSecond) =>
        Math.Max(0, work.CpuSeconds - (work.Seconds * idlePerSecond)) / count * 1e6;

    private async Task<Work> WorkOfAsync(Func<Task> work)
    {
        var (cpu, began) = (stage.Cpu, time.GetTimestamp());
        await work();
        return new((stage.Cpu - cpu).TotalSeconds, time.GetElapsedTime(began).TotalSeconds);
    }

    private Task RegisterAsync(int payloadBytes, CancellationToken cancel) => Parallel.ForAsync(0, Registrars, cancel, async (registrar, stop) =>
    {
        await using var provider = await LightConnection.OpenAsync(dialer, stage.Address, time, stop);
        for (var i = 0; i < RegistrationsEach; i++)
            await provider.AskAsync(StormRegistrations.Come("registrations", [(registrar * RegistrationsEach) + i], 0, payloadBytes), stop);
    });
}
