using Muster.Chaos.Edits;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Chaos.Suites;

/// <summary>The node is killed in the middle of operators' edits, and the restore of a backup too: each is wholly there or wholly not, and the audit agrees.</summary>
internal static class KilledEdits
{
    private const int WarmUps = 4;

    public static async Task<Verdict> PlayAsync(Theatre theatre, Settings settings, CancellationToken cancel)
    {
        var chance = new Random(1);
        var (counts, broken) = (EditKind.All.Select(static kind => new KillCount(kind.Name)).Append(new KillCount("restore")).ToList(), new List<string>());
        KilledRestore? restore = null;
        theatre.StartRegistry();
        for (var round = 0; round < settings.Kills; round++)
        {
            await theatre.UntilAsync("the registry listens", theatre.RegistryListens, cancel);
            var kind = round % counts.Count;
            var (there, answered, fault) = kind < EditKind.All.Length
                ? await KillAsync(theatre, EditKind.All[kind], round, counts[kind].Reach * chance.NextDouble(), cancel)
                : await (restore ??= await KilledRestore.PrepareAsync(theatre, cancel)).KillAsync(round, chance.NextDouble(), cancel);
            counts[kind].Add(there, answered, fault is not null);
            if (fault is not null) broken.Add($"round {round}, {(kind < EditKind.All.Length ? EditKind.All[kind].Name : "restore")}: {fault}");
            if ((round + 1) % 20 == 0) theatre.Say($"{round + 1} kills, {broken.Count} broken");
        }

        return new Verdict(
            $"kill -9 in the middle of {settings.Kills} edits: each is wholly there or wholly not, what was answered is there, and the audit agrees; a backup is restored whole, or no node starts on it",
            broken.Count == 0,
            [.. counts.Select(static count => count.ToString()), $"on {restore?.Torn ?? 0} folders of restores that were cut off no node started, until it was done again", .. broken.Take(20)]);
    }

    private static async Task<(bool There, bool Answered, string? Fault)> KillAsync(Theatre theatre, EditKind kind, int round, double moment, CancellationToken cancel)
    {
        Dictionary<string, string> before;
        bool answered;
        using (var calls = new Calls(theatre.Registry, cancel))
        {
            await kind.PrepareAsync(calls, round);
            before = await calls.LookAsync();
            answered = await KillWhileAsync(theatre, calls, kind, round, moment, cancel);
        }

        theatre.StartRegistry();
        await theatre.UntilAsync("the registry listens again", theatre.RegistryListens, cancel);
        using var again = new Calls(theatre.Registry, cancel);
        var (there, fault) = EditVerdict.Of(kind.Changes(before, round), before, await again.LookAsync(), await AuditedAsync(again, round), answered);
        return (there, answered, fault);
    }

    /// <summary>Kills at a moment that is told in times of what an edit takes here and now. Whether it was answered before the node was gone.</summary>
    private static async Task<bool> KillWhileAsync(Theatre theatre, Calls calls, EditKind kind, int round, double moment, CancellationToken cancel)
    {
        var started = CallLog.Now;
        for (var i = 0; i < WarmUps; i++)
        {
            started = CallLog.Now;
            await calls.DoAsync(AdminMethods.EditOverlays, EditKind.Overlays("elsewhere", BeforeOf(round), remove: false, new Overlay { Weight = (uint)i }));
        }

        var delay = TimeSpan.FromMilliseconds(moment * Math.Max(1, CallLog.Now - started));
        var editing = kind.EditAsync(calls, round);
        await Task.Delay(delay, cancel);
        await theatre.KillRegistryAsync();
        await editing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (editing.Exception?.InnerException is RpcException { Code: not (RpcStatusCode.Unavailable or RpcStatusCode.Cancelled or RpcStatusCode.Unknown or RpcStatusCode.Internal) } wrong) throw new StageException(wrong.Message);
        return editing.IsCompletedSuccessfully;
    }

    /// <summary>What the audit tells since the last edit before the one of a round.</summary>
    private static async Task<IReadOnlyList<AuditEntry>> AuditedAsync(Calls calls, int round)
    {
        var audit = await calls.DoAsync(AdminMethods.ListAudit, new ListAuditRequest { Limit = 100 });
        return [.. audit.Entries.TakeWhile(entry => entry.Reason != BeforeOf(round)).Where(static entry => entry is { Kind: AuditEntry.Types.Kind.Edit, Outcome: "done" })];
    }

    private static string BeforeOf(int round) => $"before round {round}";
}
