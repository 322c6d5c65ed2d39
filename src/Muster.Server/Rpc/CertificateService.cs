using Google.Protobuf;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Access;
using Muster.Server.Api;

namespace Muster.Server.Rpc;

/// <summary>The methods of <c>muster.v1.Admin</c> for certificates: of those who join, and of the node.</summary>
internal sealed class CertificateService(CertificateDesk certificates, NodeCertificateDesk node, Gate gate)
{
    public void Map(RpcRoutes routes)
    {
        routes.Open(AdminMethods.Join.Path);   // the join token says who it is
        routes.MapUnary(AdminMethods.Join, async (request, call, cancel) => Taken(await certificates.JoinAsync(request, Gate.PeerOf(call.Http.Request), cancel)));
        routes.MapUnary(AdminMethods.RenewCertificate, async (request, call, cancel) => Taken(await certificates.RenewAsync(Known(gate.IdentifyWriter(call.Http.Request)), request.Request, cancel)));
        routes.MapUnary(AdminMethods.RenewNodeCertificate, (_, call, cancel) => RenewNodeAsync(call, cancel));
    }

    private async Task<RenewNodeCertificateResponse> RenewNodeAsync(RpcServerCall call, CancellationToken cancel)
    {
        var (made, error) = await node.RenewAsync(Known(gate.Admit(call.Http.Request, Verb.Admin, Resource.Registry)), cancel);
        return made is null ? throw Refusal.Of(error!) : new() { Certificate = ByteString.CopyFrom(made.RawData) };
    }

    private static IssuedCertificate Taken((IssuedCertificate? Issued, Error? Error) answer) => answer.Issued ?? throw Refusal.Of(answer.Error!);

    private static Caller Known((Caller? Caller, Error? Error) asked) => asked.Caller ?? throw Refusal.Of(asked.Error!);
}
