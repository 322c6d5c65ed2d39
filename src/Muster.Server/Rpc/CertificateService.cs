using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Google.Protobuf;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Access;
using Muster.Server.Api;
using Muster.Server.Audit;
using Muster.Server.Hosting;

namespace Muster.Server.Rpc;

/// <summary>The methods of <c>muster.v1.Admin</c> for certificates: of those who join, and of the node.</summary>
internal sealed class CertificateService(CertificateDesk certificates, NodeTls tls, Gate gate, AuditTrail audit)
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
        var caller = Known(gate.Admit(call.Http.Request, Verb.Admin, Resource.Registry));
        var (made, error) = await TryRenewNodeAsync(cancel);
        audit.Tell(new()
        {
            Kind = AuditEntry.Types.Kind.Edit, By = caller.Name, From = caller.From, What = "certificate of the node", After = made?.SerialNumber.ToLowerInvariant() ?? "", Outcome = error?.Message ?? AuditTrail.Done,
        });
        return made is null ? throw Refusal.Of(error!) : new() { Certificate = ByteString.CopyFrom(made.RawData) };
    }

    private async Task<(X509Certificate2? Made, Error? Error)> TryRenewNodeAsync(CancellationToken cancel)
    {
        if (tls.Certificate is not { IsOwn: true } own)
            return (null, Errors.Of(ErrorCode.Conflict, "This node's certificate is not of its own making, or it has none. Put another into the files under MusterServer:Tls: it is shown within 4 s."));
        try
        {
            return (await own.RenewAsync(cancel), null);
        }
        catch (StartRefusedException failed)
        {
            return (null, Errors.Of(ErrorCode.Unavailable, failed.Message));
        }
        catch (ChannelClosedException)
        {
            return (null, Errors.Of(ErrorCode.Unavailable, "This node is stopping."));
        }
    }

    private static IssuedCertificate Taken((IssuedCertificate? Issued, Error? Error) answer) => answer.Issued ?? throw Refusal.Of(answer.Error!);

    private static Caller Known((Caller? Caller, Error? Error) asked) => asked.Caller ?? throw Refusal.Of(asked.Error!);
}
