using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Overlays;
using Muster.Protocol;
using Muster.Server.Audit;
using Muster.Server.Hosting;

namespace Muster.Server.Control;

/// <summary>Takes operators' word that processes are gone, by whichever way it comes.</summary>
/// <remarks>It changes facts and no control data, so the audit is told of it, and does not read it there.</remarks>
internal sealed partial class BurialDesk(RegistryLoop loop, AuditTrail audit, ILogger<BurialDesk> logger)
{
    /// <summary>Takes all of them out, or none. When it answers, consumers are being told.</summary>
    public async Task<(BuryResponse? Answer, Error? Error)> BuryAsync(Caller author, BuryRequest request, CancellationToken cancel)
    {
        var (connected, error) = await TryAsync(author, request, cancel);
        Tell(author, request, error);
        return error is null ? (new() { Connected = { connected } }, null) : (null, error);
    }

    private async Task<(IReadOnlyList<string> Connected, Error? Error)> TryAsync(Caller author, BuryRequest request, CancellationToken cancel)
    {
        if (FaultIn(request) is { } fault) return ([], Errors.Invalid(fault));
        var bury = new Input.Bury(new(request.Namespace, request.Service), request.Ids, author.Name, request.Reason.Trim());
        try
        {
            await loop.StepAsync(bury, cancel);
            return (bury.Connected, bury.Error);
        }
        catch (ChannelClosedException)
        {
            return ([], Errors.Of(ErrorCode.Unavailable, "This node is stopping. See whether they are gone when it is back."));
        }
    }

    private static string? FaultIn(BuryRequest request) =>
        request.Ids.Count is 0 or > Limits.Batch ? $"the request names {request.Ids.Count} instances; name 1 to {Limits.Batch}."
            : OverlayRules.FaultInReason(request.Reason) ?? request.Ids.Select(Names.FaultInInstanceId).FirstOrDefault(fault => fault is not null);

    private void Tell(Caller author, BuryRequest request, Error? error)
    {
        var reason = Names.Quote(request.Reason.Trim(), Limits.Reason);
        if (error is null)
            foreach (var id in request.Ids) Log.Buried(logger, author.Name, id, new ServiceKey(request.Namespace, request.Service), reason);

        foreach (var id in error is null ? request.Ids : request.Ids.Take(1))
            audit.Tell(new()
            {
                Kind = AuditEntry.Types.Kind.Edit, By = author.Name, From = author.From, Namespace = request.Namespace, Service = request.Service,
                What = $"burial of {Names.Quote(id, Limits.Name)[1..^1]}", Outcome = error?.Message ?? AuditTrail.Done, Reason = reason[1..^1],
            });
    }
}
