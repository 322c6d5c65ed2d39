using System.Threading.Channels;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Api;
using Muster.Server.Control;
using Muster.Server.Hosting;

namespace Muster.Server.Rpc;

/// <summary>The methods of <c>muster.v1.Admin</c>. Each call is authorized by its own bearer token.</summary>
internal sealed class AdminService(OverlayDesk overlays, BurialDesk burials, PolicyDesk policy, RegistryLoop loop, Gate gate)
{
    public void Map(RpcRoutes routes)
    {
        routes.MapUnary(AdminMethods.EditOverlays, EditOverlaysAsync);
        routes.MapUnary(AdminMethods.ListOverlays, (request, call, _) => Task.FromResult(ListOverlays(request, call)));
        routes.MapUnary(AdminMethods.Bury, BuryAsync);
        routes.MapUnary(AdminMethods.AwaitKnown, AwaitKnownAsync);
        routes.MapUnary(AdminMethods.GetPolicy, (request, call, _) => Task.FromResult(GetPolicy(request, call)));
        routes.MapUnary(AdminMethods.ListPolicies, (_, call, _) => Task.FromResult(ListPolicies(call)));
        routes.MapUnary(AdminMethods.TryPolicy, TryPolicyAsync);
        routes.MapUnary(AdminMethods.ApplyPolicy, ApplyPolicyAsync);
    }

    private PolicyDocument GetPolicy(GetPolicyRequest request, RpcServerCall call)
    {
        Admit(call, Verb.List, Resource.Registry);
        var (document, error) = policy.Find(request.Revision);
        return document ?? throw Refusal.Of(error!);
    }

    private ListPoliciesResponse ListPolicies(RpcServerCall call)
    {
        Admit(call, Verb.List, Resource.Registry);
        return new() { Policies = { policy.History } };
    }

    private async Task<TryPolicyResponse> TryPolicyAsync(TryPolicyRequest request, RpcServerCall call, CancellationToken cancel)
    {
        Admit(call, Verb.Admin, Resource.Registry);
        var (effect, error) = await policy.TryAsync(request.Text, cancel);
        return effect ?? throw Refusal.Of(error!);
    }

    private async Task<ApplyPolicyResponse> ApplyPolicyAsync(ApplyPolicyRequest request, RpcServerCall call, CancellationToken cancel)
    {
        var author = Admit(call, Verb.Admin, Resource.Registry);
        var (effect, error) = await policy.ApplyAsync(author, request, cancel);
        return effect ?? throw Refusal.Of(error!);
    }

    private async Task<EditOverlaysResponse> EditOverlaysAsync(EditOverlaysRequest request, RpcServerCall call, CancellationToken cancel)
    {
        var caller = Admit(call, Verb.Operate, new(request.Namespace, request.Service));
        var (revision, error) = await overlays.EditAsync(caller, request, cancel);
        return error is null ? new() { Revision = revision } : throw Refusal.Of(error);
    }

    private ListOverlaysResponse ListOverlays(ListOverlaysRequest request, RpcServerCall call)
    {
        Admit(call, Verb.List, new(request.Namespace, request.Service));
        return new() { Instances = { overlays.In(new(request.Namespace, request.Service)) } };
    }

    private async Task<BuryResponse> BuryAsync(BuryRequest request, RpcServerCall call, CancellationToken cancel)
    {
        var author = Admit(call, Verb.Operate, new(request.Namespace, request.Service));
        var (answer, error) = await burials.BuryAsync(author, request, cancel);
        return answer ?? throw Refusal.Of(error!);
    }

    private async Task<Departed> AwaitKnownAsync(AwaitKnownRequest request, RpcServerCall call, CancellationToken cancel)
    {
        var caller = Admit(call, Verb.Operate, new(request.Namespace, request.Service));
        var answer = new TaskCompletionSource<Departed>(TaskCreationOptions.RunContinuationsAsynchronously);
        Outbox? outbox = null;
        outbox = new Outbox(() => TakeInto(answer, outbox!));
        var connection = new Connection(outbox, "an operator", Gate.OriginOf(call.Http.Request), ReadOnlyMemory<byte>.Empty) { Caller = caller };
        try
        {
            await loop.StepAsync(new Input.AwaitKnown(connection, new(request.Namespace, request.Service), TimeSpan.FromMilliseconds(request.WithinMs)), cancel);
            return await answer.Task.WaitAsync(cancel);
        }
        catch (ChannelClosedException)
        {
            throw new RpcException(RpcStatusCode.Unavailable, "This node is stopping. Ask again when it is back.");
        }
        finally
        {
            await loop.PostAsync(new Input.Closed(connection), CancellationToken.None);
        }
    }

    /// <summary>Whatever else comes is a word of farewell: the node stops.</summary>
    private static void TakeInto(TaskCompletionSource<Departed> answer, Outbox outbox)
    {
        while (outbox.TryTake(out var next))
        {
            if (next.Control?.Departed is { } departed) answer.TrySetResult(departed);
            else answer.TrySetException(new ChannelClosedException("The node is stopping."));
        }
    }

    private Caller Admit(RpcServerCall call, Verb verb, Resource resource)
    {
        var (caller, error) = gate.Admit(call.Http.Request, verb, resource);
        return caller ?? throw Refusal.Of(error!);
    }
}
