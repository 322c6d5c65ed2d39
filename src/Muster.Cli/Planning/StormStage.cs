using Google.Protobuf;
using Muster.Core;
using Muster.Core.Watch;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Cli.Planning;

/// <summary>What a storm came to.</summary>
/// <param name="Consumers">Who were told.</param>
/// <param name="Changes">In frames of their own.</param>
/// <param name="Pushes">In all.</param>
/// <param name="Bytes">Of encoded frames, in all.</param>
/// <param name="CpuSeconds">Of the registry, from the first change until all was quiet.</param>
/// <param name="Seconds">For which that was counted.</param>
/// <param name="AllKnowSeconds">From the first change until the last consumer held the last list.</param>
/// <param name="LastBytes">Of the last push to each consumer.</param>
/// <param name="LastSeconds">From when the first consumer held the last list until the last one did.</param>
internal readonly record struct StormMeasured(
    int Consumers, int Changes, long Pushes, long Bytes, double CpuSeconds, double Seconds, double AllKnowSeconds, long LastBytes, double LastSeconds);

/// <summary>One service of a registry, its provider and its consumers: storms are made here, and what they come to is counted.</summary>
internal sealed class StormStage : IAsyncDisposable
{
    public const string Service = "storm";

    private readonly PlanStage _stage;
    private readonly TimeProvider _time;
    private readonly LightConnection _provider;
    private readonly int _instances;
    private readonly int _payloadBytes;
    private int _generation;

    private StormStage(PlanStage stage, LightConnection provider, Crowd consumers, Fleet fleet, TimeProvider time)
    {
        (_stage, _provider, Consumers, _time) = (stage, provider, consumers, time);
        (_instances, _payloadBytes) = (fleet.Instances, fleet.PayloadBytes);
    }

    public Crowd Consumers { get; }

    private TimeSpan Quiet => PushWindow.Length(Consumers.All.Count, changing: 1) + (3 * Registry.TickEvery);

    /// <param name="stage">The registry.</param>
    /// <param name="fleet">How many instances, and how large.</param>
    /// <param name="dialer">Opens all connections.</param>
    /// <param name="time">The clock of what is measured.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<StormStage> OpenAsync(PlanStage stage, Fleet fleet, ICarrierDialer dialer, TimeProvider time, CancellationToken cancel)
    {
        var provider = await LightConnection.OpenAsync(dialer, stage.Address, time, cancel);
        return new(stage, provider, new Crowd(dialer, stage.Address, Service, time), fleet, time);
    }

    /// <summary>All instances are registered, or registered again with another content, in one frame: two lists, as the first change is told at once.</summary>
    public Task<StormMeasured> AllChangeAsync(CancellationToken cancel) =>
        MeasureAsync(1, () => _provider.AskAsync(StormRegistrations.Come(Service, Enumerable.Range(0, _instances), ++_generation, _payloadBytes), cancel), cancel);

    /// <summary>One instance changes its content.</summary>
    public Task<StormMeasured> OneChangesAsync(CancellationToken cancel) =>
        MeasureAsync(1, () => _provider.AskAsync(StormRegistrations.Come(Service, [0], ++_generation, _payloadBytes), cancel), cancel);

    /// <summary>Instance by instance leaves, and comes back with another content.</summary>
    public Task<StormMeasured> RestartAsync(TimeSpan pace, CancellationToken cancel) => RestartAsync(_instances, pace, cancel);

    /// <summary>The same with some of the instances.</summary>
    public Task<StormMeasured> RestartAsync(int instances, TimeSpan pace, CancellationToken cancel)
    {
        var generation = ++_generation;
        return PacedAsync(
            [.. Enumerable.Range(0, instances).SelectMany(number => (byte[][])[
                StormRegistrations.Go(Service, number).ToByteArray(), StormRegistrations.Come(Service, [number], generation, _payloadBytes).ToByteArray()])],
            pace, cancel);
    }

    /// <summary>A restart, spread over a time.</summary>
    public Task SpreadAsync(TimeSpan length, CancellationToken cancel) => RestartAsync(length / (2 * _instances), cancel);

    public async ValueTask DisposeAsync()
    {
        await Consumers.DisposeAsync();
        await _provider.DisposeAsync();
    }

    private Task<StormMeasured> PacedAsync(IReadOnlyList<byte[]> frames, TimeSpan pace, CancellationToken cancel) => MeasureAsync(
        frames.Count,
        async () =>
        {
            var began = _time.GetTimestamp();
            for (var i = 0; i < frames.Count; i++)
            {
                if ((i * pace) - _time.GetElapsedTime(began) is var early && early > TimeSpan.Zero) await Task.Delay(early, _time, cancel);
                await _provider.SendAsync(frames[i], cancel);
            }

            await _provider.AnsweredAsync(frames.Count, cancel);
        },
        cancel);

    private async Task<StormMeasured> MeasureAsync(int changes, Func<Task> storm, CancellationToken cancel)
    {
        await _provider.AskAsync(new Up { Heartbeat = new Heartbeat { Number = 1 } }, cancel);   // who misses two is suspect, and all his instances change
        await Consumers.BeatAsync(cancel);
        var (pushes, bytes, held) = (Consumers.Pushes, Consumers.Bytes, Consumers.Newest);
        var (cpu, began) = (_stage.Cpu, _time.GetTimestamp());
        await storm();
        var (first, last) = await Consumers.SettleAsync(held, Quiet, cancel);
        return new(
            Consumers.All.Count, changes, Consumers.Pushes - pushes, Consumers.Bytes - bytes,
            (_stage.Cpu - cpu).TotalSeconds, _time.GetElapsedTime(began).TotalSeconds, _time.GetElapsedTime(began, last).TotalSeconds,
            Consumers.LastBytes, _time.GetElapsedTime(first, last).TotalSeconds);
    }
}
