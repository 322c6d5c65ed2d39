using Google.Protobuf;
using Muster.Cli.CommandLine;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Cli.Planning;

/// <summary>Many light consumers of one service.</summary>
internal sealed class Crowd(ICarrierDialer dialer, string address, string service, TimeProvider time) : IAsyncDisposable
{
    private const int AtOnce = 16;
    private static readonly ReadOnlyMemory<byte> Heartbeat = new Up { Heartbeat = new Heartbeat { Number = 1 } }.ToByteArray();
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SettledWithin = TimeSpan.FromSeconds(60);

    private readonly List<LightConnection> _all = [];

    public IReadOnlyList<LightConnection> All => _all;

    public long Pushes => _all.Sum(consumer => consumer.Pushes);

    public long Bytes => _all.Sum(consumer => consumer.Bytes);

    /// <summary>Of the last push to each.</summary>
    public long LastBytes => _all.Sum(consumer => consumer.LastBytes);

    /// <summary>Sequence of the newest list that anyone holds.</summary>
    public ulong Newest => _all.Max(consumer => consumer.Sequence);

    /// <summary>Lets others in; completes when each holds a list.</summary>
    public async Task GrowAsync(int to, CancellationToken cancel)
    {
        var more = new LightConnection[to - _all.Count];
        await Parallel.ForAsync(0, more.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (i, stop) =>
        {
            more[i] = await LightConnection.OpenAsync(dialer, address, time, stop);
            await more[i].FollowAsync([service], stop);
        });
        _all.AddRange(more);
        await UntilAsync(() => _all.TrueForAll(consumer => consumer.Pushes > 0), cancel);
    }

    /// <summary>Everyone follows other services besides; completes when each holds their lists.</summary>
    public async Task FollowAsync(IReadOnlyCollection<string> services, CancellationToken cancel)
    {
        var enough = Pushes + ((long)_all.Count * services.Count);
        foreach (var consumer in _all) await consumer.FollowAsync(services, cancel);
        await UntilAsync(() => Pushes >= enough, cancel);
    }

    /// <summary>Waits until all hold one list, newer than another, and no more has come for a while. Answers when the first and the last of them got it.</summary>
    /// <param name="than">The sequence of that other.</param>
    /// <param name="quiet">Longer than a window can stay open.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<(long First, long Last)> SettleAsync(ulong than, TimeSpan quiet, CancellationToken cancel)
    {
        await UntilAsync(
            () =>
            {
                var newest = Newest;
                return newest > than && time.GetElapsedTime(_all.Max(consumer => consumer.KnownAt)) > quiet && _all.TrueForAll(consumer => consumer.Sequence == newest);
            },
            cancel);
        return (_all.Min(consumer => consumer.KnownAt), _all.Max(consumer => consumer.KnownAt));
    }

    /// <summary>A heartbeat of everyone, answered: nobody is pinged in the next ten seconds.</summary>
    public Task BeatAsync(CancellationToken cancel) => BeatAsync(_all.Count, TimeSpan.Zero, cancel);

    /// <summary>Heartbeats, each of the next connection, until all are answered.</summary>
    /// <param name="count">How many.</param>
    /// <param name="pace">From one to the next.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task BeatAsync(int count, TimeSpan pace, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        for (var sent = 0; sent < count; sent++)
        {
            if ((sent * pace) - time.GetElapsedTime(began) is var early && early > TimeSpan.Zero) await Task.Delay(early, time, cancel);
            await _all[sent % _all.Count].SendAsync(Heartbeat, cancel);
        }

        for (var sent = 0; sent < count; sent++) await _all[sent % _all.Count].AnsweredAsync(1, cancel);
    }

    public async ValueTask DisposeAsync() =>
        await Parallel.ForEachAsync(_all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (consumer, _) => await consumer.DisposeAsync());

    private async Task UntilAsync(Func<bool> seen, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (!seen())
        {
            if (_all.Find(consumer => consumer.Broken is not null)?.Broken is { } broken)
                throw new CommandFailure(ExitCode.Failed, $"A consumer lost the registry: {broken.Message}");
            if (time.GetElapsedTime(began) > SettledWithin)
                throw new CommandFailure(ExitCode.Failed, $"Not all of {_all.Count} consumers hold the same list after {SettledWithin.TotalSeconds:0} s. Try fewer with --connections.");
            await Task.Delay(Look, time, cancel);
        }
    }
}
