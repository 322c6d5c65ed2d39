using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Protocol;
using Muster.Server.Audit;

namespace Muster.Server.Api;

/// <summary>What was done at this node, and by whom.</summary>
internal static class AuditEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/v1/audit", ReadAsync)
            .WithName("listAudit").WithTags("Registry")
            .WithSummary("Lists who did what at this node, the newest first: edits, logins, and what was refused.")
            .WithDescription("With `namespace` and `service`: what is about that service, for those who may operate it. Without: everything, for those who may administer the whole registry. `since` is a duration such as `1h`; `before` reads on below a number.")
            .Produces<AuditJson>()
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static async Task<IResult> ReadAsync(
        string? @namespace, string? service, string? by, string? since, string? limit, string? before, HttpRequest request, Gate gate, AuditDesk audit, CancellationToken cancel)
    {
        var asked = new ListAuditRequest { Namespace = @namespace ?? "", Service = service ?? "", By = by ?? "" };
        var (verb, resource) = AuditDesk.RightFor(asked.Namespace, asked.Service);
        var (caller, error) = gate.Admit(request, verb, resource);
        if (caller is null) return new Problem(error!);

        return FaultIn(since, limit, before, asked) is { } fault
            ? new Problem(Errors.Invalid(fault))
            : Results.Json(AuditJson.Of(await audit.ReadAsync(asked, cancel)), ApiJson.Plain.AuditJson);
    }

    private static string? FaultIn(string? since, string? limit, string? before, ListAuditRequest into)
    {
        if (since is not null)
        {
            var (within, fault) = TimeToLive.Parse("since", since);
            if (fault is not null) return fault;
            into.WithinMs = (ulong)within.TotalMilliseconds;
        }

        if (limit is not null)
        {
            if (!uint.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var most) || most is 0 or > 1000) return "limit: use 1 to 1000.";
            into.Limit = most;
        }

        if (before is null) return null;
        if (!ulong.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return "before: use the number of an entry.";
        into.Before = number;
        return null;
    }
}
