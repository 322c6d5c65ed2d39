using Muster.Chaos.Players;
using Muster.Chaos.Stage;
using Muster.Protocol;
using Muster.Rpc;
using Standing = Muster.Protocol.Overlay.Types.Standing;

namespace Muster.Chaos.Suites;

/// <summary>The node is killed in the middle of operators' edits: each is wholly there or wholly not, and the audit agrees.</summary>
/// <remarks>Every edit writes several keys, or a policy, with a reason that no other has: by it the edit and its entries are known again.</remarks>
internal static class KilledEdits
{
    private const string Service = "orders";
    private const int WarmUps = 4;

    private static readonly string[] Ids = ["o-1", "o-2", "o-3"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly (string Name, Func<int, EditOverlaysRequest> Request)[] Kinds =
    [
        ("set", i => Request(i, remove: false, new Overlay { Weight = (uint)(i % 1000) }, new Overlay { Zone = $"z{i}" }, new Overlay { Label = new Label { Key = "round", Value = $"{i}" } })),
        ("drain", i => Request(i, remove: false, new Overlay { Standing = Standing.Drained })),
        ("enable", i => Request(i, remove: true, new Overlay { Standing = Standing.Drained })),
        ("disable", i => Request(i, remove: false, new Overlay { Standing = Standing.Disabled })),
        ("unset", i => Request(i, remove: true, new Overlay { Weight = 0 }, new Overlay { Zone = "z" }, new Overlay { Label = new Label { Key = "round" } })),
    ];

    public static async Task<Verdict> PlayAsync(Theatre theatre, Settings settings, CancellationToken cancel)
    {
        var chance = new Random(1);
        var (there, answered, broken) = (0, 0, new List<string>());
        theatre.StartRegistry();
        for (var round = 0; round < settings.Kills; round++)
        {
            await theatre.UntilAsync("the registry listens", theatre.RegistryListens, cancel);
            var policy = round % (Kinds.Length + 1) == Kinds.Length;
            var (name, request) = policy ? ("policy", null) : (Kinds[round % (Kinds.Length + 1)].Name, Kinds[round % (Kinds.Length + 1)].Request(round));
            var before = await LookAsync(theatre, ReasonOf(round), cancel);

            var wasAnswered = await KillWhileAsync(theatre, request, round, chance.NextDouble(), cancel);
            theatre.StartRegistry();
            await theatre.UntilAsync("the registry listens again", theatre.RegistryListens, cancel);
            var after = await LookAsync(theatre, ReasonOf(round), cancel);

            var fault = policy ? FaultInPolicy(after, wasAnswered) : FaultIn(request!, before, after, wasAnswered);
            if (fault is not null) broken.Add($"round {round}, {name}: {fault}");
            if (wasAnswered) answered++;
            if (after.Audited > 0) there++;
            if ((round + 1) % 20 == 0) theatre.Say($"{round + 1} kills: {there} edits there, {answered} of them answered, {broken.Count} broken");
        }

        return new Verdict(
            $"kill -9 in the middle of {settings.Kills} edits (set, drain, enable, disable, unset, policy): each is wholly there or wholly not, what was answered is there, and the audit agrees",
            broken.Count == 0,
            [$"{there} edits there after the restart, {answered} of them had been answered; {settings.Kills - there} wholly not there; {broken.Count} broken", .. broken.Take(20)]);
    }

    /// <summary>Kills at a moment within twice the time that such an edit takes here and now. Whether it was answered before the node was gone.</summary>
    private static async Task<bool> KillWhileAsync(Theatre theatre, EditOverlaysRequest? request, int round, double moment, CancellationToken cancel)
    {
        using var channel = new RpcChannel(theatre.Registry, new());
        var started = CallLog.Now;
        for (var i = 0; i < WarmUps; i++)
        {
            started = CallLog.Now;
            await channel.CallAsync(AdminMethods.EditOverlays, Request("elsewhere", $"before round {round}", remove: false, new Overlay { Weight = (uint)i }), Options, cancel);
        }

        var delay = TimeSpan.FromMilliseconds(moment * 2 * Math.Max(1, CallLog.Now - started));
        Task editing = request is not null
            ? channel.CallAsync(AdminMethods.EditOverlays, request, Options, cancel)
            : channel.CallAsync(AdminMethods.ApplyPolicy, new ApplyPolicyRequest { Text = $"allow namespace=round-{round}", Reason = ReasonOf(round) }, Options, cancel);
        await Task.Delay(delay, cancel);
        await theatre.KillRegistryAsync();
        await editing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (editing.Exception?.InnerException is RpcException { Code: RpcStatusCode.InvalidArgument } wrong) throw new StageException(wrong.Message);
        return editing.IsCompletedSuccessfully;
    }

    private static async Task<Found> LookAsync(Theatre theatre, string reason, CancellationToken cancel)
    {
        using var channel = new RpcChannel(theatre.Registry, new());
        var overlays = await channel.CallAsync(AdminMethods.ListOverlays, new ListOverlaysRequest { Namespace = "default", Service = Service }, Options, cancel);
        var audit = await channel.CallAsync(AdminMethods.ListAudit, new ListAuditRequest { Limit = 100 }, Options, cancel);
        var policy = await channel.CallAsync(AdminMethods.GetPolicy, new GetPolicyRequest(), Options, cancel);
        return new(
            overlays.Instances.SelectMany(instance => instance.Overlays.Select(laid => (Key: KeyOf(instance.Id, laid.Overlay), laid.Overlay.Reason))).ToDictionary(one => one.Key, one => one.Reason),
            policy.Reason == reason,
            audit.Entries.Count(entry => entry.Kind is AuditEntry.Types.Kind.Edit && entry.Outcome == "done" && entry.Reason == reason));
    }

    private static string? FaultIn(EditOverlaysRequest request, Found before, Found after, bool answered)
    {
        var keys = request.Edits.Select(edit => KeyOf(edit.Id, edit.Overlay)).ToList();
        var remove = request.Edits[0].Remove;
        var changed = remove ? keys.Where(before.Overlays.ContainsKey).ToList() : keys;
        var done = changed.Count(key => remove ? !after.Overlays.ContainsKey(key) : after.Overlays.GetValueOrDefault(key) == request.Reason);
        var others = before.Overlays.Keys.Union(after.Overlays.Keys).Except(done == 0 ? [] : keys)
            .Count(key => before.Overlays.GetValueOrDefault(key) != after.Overlays.GetValueOrDefault(key));

        if (done != 0 && done != changed.Count) return $"{done} of {changed.Count} keys are there";
        if (answered && done != changed.Count) return "it was answered, and is not there";
        if (others > 0) return $"{others} other overlays have changed";
        return after.Audited == done ? null : $"{done} keys are there, and {after.Audited} entries in the audit";
    }

    private static string? FaultInPolicy(Found after, bool answered) =>
        answered && !after.Policy ? "it was answered, and is not there"
        : after.Policy != after.Audited > 0 ? $"it is {(after.Policy ? "" : "not ")}there, and {after.Audited} entries are in the audit"
        : null;

    private static EditOverlaysRequest Request(int round, bool remove, params Overlay[] overlays) => Request(Service, ReasonOf(round), remove, overlays);

    private static EditOverlaysRequest Request(string service, string reason, bool remove, params Overlay[] overlays)
    {
        var request = new EditOverlaysRequest { Namespace = "default", Service = service, Reason = reason, Keep = true };
        foreach (var id in Ids)
            foreach (var overlay in overlays) request.Edits.Add(new OverlayEdit { Id = id, Overlay = overlay, Remove = remove });
        return request;
    }

    private static string ReasonOf(int round) => $"round {round}";

    private static string KeyOf(string id, Overlay overlay) => $"{id} {overlay.WhatCase}";

    private static RpcCallOptions Options => new(Patience, new());

    private sealed record Found(IReadOnlyDictionary<string, string> Overlays, bool Policy, int Audited);
}
