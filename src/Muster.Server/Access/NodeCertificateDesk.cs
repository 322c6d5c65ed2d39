using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Server.Audit;
using Muster.Server.Hosting;

namespace Muster.Server.Access;

/// <summary>Has the node's own certificate made anew, by whichever way it is asked.</summary>
internal sealed class NodeCertificateDesk(NodeTls tls, AuditTrail audit)
{
    /// <summary>Answers once new connections are shown the new one. Whether the caller may was asked before.</summary>
    public async Task<(X509Certificate2? Made, Error? Error)> RenewAsync(Caller caller, CancellationToken cancel)
    {
        var (made, error) = await TryRenewAsync(cancel);
        audit.Tell(new()
        {
            Kind = AuditEntry.Types.Kind.Edit, By = caller.Name, From = caller.From, What = "certificate of the node", After = made?.SerialNumber.ToLowerInvariant() ?? "", Outcome = error?.Message ?? AuditTrail.Done,
        });
        return (made, error);
    }

    private async Task<(X509Certificate2? Made, Error? Error)> TryRenewAsync(CancellationToken cancel)
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
            return (null, Errors.Of(ErrorCode.Unavailable, "This node is stopping. Ask again when it is back."));
        }
    }
}
