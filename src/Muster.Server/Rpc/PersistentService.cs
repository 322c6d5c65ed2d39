using Muster.Core.Access;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Api;
using Muster.Server.Control;

namespace Muster.Server.Rpc;

/// <summary>The methods of <c>muster.v1.Admin</c> about instances without a process. Each call is authorized by its own bearer token.</summary>
internal sealed class PersistentService(PersistentDesk persistent, Gate gate)
{
    public void Map(RpcRoutes routes)
    {
        routes.MapUnary(AdminMethods.PutPersistent, PutAsync);
        routes.MapUnary(AdminMethods.RemovePersistent, RemoveAsync);
        routes.MapUnary(AdminMethods.ListPersistent, (request, call, _) => Task.FromResult(List(request, call)));
    }

    private async Task<PutPersistentResponse> PutAsync(PutPersistentRequest request, RpcServerCall call, CancellationToken cancel)
    {
        var author = Admit(call, Verb.Operate, new(request.Namespace, request.Service));
        var (answer, error) = await persistent.PutAsync(author, request, cancel);
        return answer ?? throw Refusal.Of(error!);
    }

    private async Task<RemovePersistentResponse> RemoveAsync(RemovePersistentRequest request, RpcServerCall call, CancellationToken cancel)
    {
        var author = Admit(call, Verb.Operate, new(request.Namespace, request.Service));
        var (answer, error) = await persistent.RemoveAsync(author, request, cancel);
        return answer ?? throw Refusal.Of(error!);
    }

    private ListPersistentResponse List(ListPersistentRequest request, RpcServerCall call)
    {
        var caller = Admit(call, Verb.List, new(request.Namespace, request.Service.Length > 0 ? request.Service : null));
        return new() { Instances = { persistent.In(request.Namespace, request.Service).Where(kept => CallerDirectory.Authorize(caller, Verb.List, new(request.Namespace, kept.Service)) is null) } };
    }

    private Caller Admit(RpcServerCall call, Verb verb, Resource resource)
    {
        var (caller, error) = gate.Admit(call.Http.Request, verb, resource);
        return caller ?? throw Refusal.Of(error!);
    }
}
