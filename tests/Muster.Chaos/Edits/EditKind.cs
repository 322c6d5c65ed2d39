using Muster.Protocol;
using Muster.Rpc;
using Standing = Muster.Protocol.Overlay.Types.Standing;

namespace Muster.Chaos.Edits;

/// <summary>One edit of a kind, made in a round by the name and the reason of which it is known again.</summary>
/// <param name="Name">Of the kind.</param>
/// <param name="PrepareAsync">Makes what the edit needs, if anything.</param>
/// <param name="EditAsync">The edit.</param>
/// <param name="Changes">By <see cref="ControlState"/>, what it changes and into what; null: it is gone; <see cref="Anew"/>: into something else.</param>
internal sealed record EditKind(
    string Name, Func<Calls, int, Task> PrepareAsync, Func<Calls, int, Task> EditAsync, Func<IReadOnlyDictionary<string, string>, int, Dictionary<string, string?>> Changes)
{
    public const string Anew = "*";

    private static readonly string[] Ids = ["o-1", "o-2", "o-3"];

    /// <summary>Every kind of edit that the control store knows.</summary>
    public static readonly EditKind[] All =
    [
        Laying("set", i => [new Overlay { Weight = (uint)(i % 1000) }, new Overlay { Zone = $"z{i}" }, new Overlay { Label = new Label { Key = "round", Value = $"{i}" } }]),
        Laying("drain", static _ => [new Overlay { Standing = Standing.Drained }]),
        Taking("enable", new Overlay { Standing = Standing.Drained }),
        Laying("disable", static _ => [new Overlay { Standing = Standing.Disabled }]),
        Taking("unset", new Overlay { Weight = 50 }, new Overlay { Zone = "z" }, new Overlay { Label = new Label { Key = "round", Value = "before" } }),
        new("policy", None, static (calls, i) => calls.DoAsync(AdminMethods.ApplyPolicy, new ApplyPolicyRequest { Text = $"allow namespace=round-{i}", Reason = ReasonOf(i) }), static (_, i) => new() { [ControlState.Policy] = ReasonOf(i) }),
        new("create a token", None, CreateAsync, static (_, i) => new() { [ControlState.Token(TokenOf(i))] = Anew }),
        new("rotate a token", CreateAsync, static (calls, i) => calls.DoAsync(AdminMethods.RotateToken, new RotateTokenRequest { Name = TokenOf(i), OverlapMs = 3_600_000 }), static (_, i) => new() { [ControlState.Token(TokenOf(i))] = Anew }),
        new("revoke a token", CreateAsync, static (calls, i) => calls.DoAsync(AdminMethods.RevokeToken, new RevokeTokenRequest { Name = TokenOf(i) }), static (_, i) => new() { [ControlState.Token(TokenOf(i))] = null }),
        new("persist", None, PersistAsync, static (_, i) => new() { [ControlState.Persistent(PersistentOf(i))] = ReasonOf(i) }),
        new("persist again", static (calls, i) => PersistAsync(calls, i, "as it was"), PersistAsync, static (_, i) => new() { [ControlState.Persistent(PersistentOf(i))] = ReasonOf(i) }),
        new("forget", static (calls, i) => PersistAsync(calls, i, "as it was"), static (calls, i) => calls.DoAsync(AdminMethods.RemovePersistent, new RemovePersistentRequest { Namespace = ControlState.Namespace, Service = ControlState.Service, Id = PersistentOf(i), Reason = ReasonOf(i) }), static (_, i) => new() { [ControlState.Persistent(PersistentOf(i))] = null }),
    ];

    public static string ReasonOf(int round) => $"round {round}";

    /// <summary>The token of a round, by which the audit tells it: tokens have no reason.</summary>
    public static string TokenOf(int round) => $"token-{round}";

    /// <summary>Overlays on several instances of a service.</summary>
    public static EditOverlaysRequest Overlays(string service, string reason, bool remove, params IReadOnlyList<Overlay> overlays)
    {
        var request = new EditOverlaysRequest { Namespace = ControlState.Namespace, Service = service, Reason = reason, Keep = true };
        foreach (var id in Ids)
            foreach (var overlay in overlays) request.Edits.Add(new OverlayEdit { Id = id, Overlay = overlay, Remove = remove });
        return request;
    }

    private static string PersistentOf(int round) => $"persistent-{round}";

    private static EditKind Laying(string name, Func<int, Overlay[]> overlays) => new(
        name,
        None,
        (calls, i) => calls.DoAsync(AdminMethods.EditOverlays, Overlays(ControlState.Service, ReasonOf(i), remove: false, overlays(i))),
        (_, i) => KeysOf(overlays(i)).ToDictionary(static key => key, _ => (string?)ReasonOf(i)));

    private static EditKind Taking(string name, params Overlay[] overlays) => new(
        name,
        (calls, _) => calls.DoAsync(AdminMethods.EditOverlays, Overlays(ControlState.Service, "as it was", remove: false, overlays)),
        (calls, i) => calls.DoAsync(AdminMethods.EditOverlays, Overlays(ControlState.Service, ReasonOf(i), remove: true, overlays)),
        (before, _) => KeysOf(overlays).Where(before.ContainsKey).ToDictionary(static key => key, static _ => (string?)null));

    private static IEnumerable<string> KeysOf(Overlay[] overlays) => Ids.SelectMany(id => overlays.Select(overlay => ControlState.Overlay(id, overlay)));

    private static Task None(Calls calls, int round) => Task.CompletedTask;

    private static Task<NewSecret> CreateAsync(Calls calls, int round) =>
        calls.DoAsync(AdminMethods.CreateToken, new CreateTokenRequest { Name = TokenOf(round), Namespace = "*", Service = "*", May = { "consumer" } });

    private static Task<PutPersistentResponse> PersistAsync(Calls calls, int round) => PersistAsync(calls, round, ReasonOf(round));

    private static Task<PutPersistentResponse> PersistAsync(Calls calls, int round, string reason) => calls.DoAsync(AdminMethods.PutPersistent, new PutPersistentRequest
    {
        Namespace = ControlState.Namespace, Service = ControlState.Service, Reason = reason, Instance = new Instance { Id = PersistentOf(round), Addresses = { "http://10.0.0.7:80" } },
    });
}
