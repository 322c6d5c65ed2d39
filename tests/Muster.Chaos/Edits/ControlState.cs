using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Chaos.Edits;

/// <summary>All that operators have said, as a node tells it: a word for each thing, by its name.</summary>
internal static class ControlState
{
    public const string Namespace = "default", Service = "orders", Policy = "policy";

    public static string Overlay(string id, Overlay overlay) => $"{overlay.WhatCase} of {id}";

    public static string Token(string name) => $"token {name}";

    public static string Persistent(string id) => $"persistent {id}";

    /// <summary>Of a token, which secrets it has.</summary>
    public static string SecretsOf(AccessToken token) => string.Join('+', token.Secrets.Select(static secret => secret.Id));

    public static async Task<Dictionary<string, string>> LookAsync(RpcChannel node, RpcCallOptions options, CancellationToken cancel)
    {
        var overlays = await node.CallAsync(AdminMethods.ListOverlays, new ListOverlaysRequest { Namespace = Namespace, Service = Service }, options, cancel);
        var persistent = await node.CallAsync(AdminMethods.ListPersistent, new ListPersistentRequest { Namespace = Namespace }, options, cancel);
        var tokens = await node.CallAsync(AdminMethods.ListTokens, new ListTokensRequest(), options, cancel);
        var policy = await node.CallAsync(AdminMethods.GetPolicy, new GetPolicyRequest(), options, cancel);

        var state = new Dictionary<string, string> { [Policy] = policy.Reason };
        foreach (var (instance, laid) in overlays.Instances.SelectMany(static instance => instance.Overlays.Select(laid => (instance, laid)))) state.Add(Overlay(instance.Id, laid.Overlay), laid.Overlay.Reason);
        foreach (var one in persistent.Instances) state.Add(Persistent(one.Persistent.Instance.Id), one.Persistent.Reason);
        foreach (var one in tokens.Tokens) state.Add(Token(one.Name), SecretsOf(one));
        return state;
    }
}
