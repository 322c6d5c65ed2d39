using Muster.Core.Access;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Api;
using Muster.Server.Control;

namespace Muster.Server.Rpc;

/// <summary>The method of <c>muster.v1.Admin</c> that has processes do something. Each call is authorized by its own bearer token.</summary>
internal sealed class InstructionService(InstructionDesk instructions, Gate gate)
{
    public void Map(RpcRoutes routes) => routes.MapUnary(AdminMethods.Instruct, InstructAsync);

    private async Task<InstructionReceipt> InstructAsync(InstructRequest request, RpcServerCall call, CancellationToken cancel)
    {
        var (caller, error) = gate.Admit(call.Http.Request, Verb.Instruct, new(request.Namespace, request.Service));
        if (caller is null) throw Refusal.Of(error!);
        (var receipt, error) = await instructions.InstructAsync(caller, request, cancel);
        return receipt ?? throw Refusal.Of(error!);
    }
}
