using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Server.History;

namespace Muster.Server.Api;

/// <summary>Why an instance is as it is or has left, and who answered a service earlier.</summary>
internal static class HistoryEndpoints
{
    private const string Service = "/v1/namespaces/{namespace}/services/{service}";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet($"{Service}/instances/{{id}}/why", ExplainAsync)
            .WithName("explainInstance").WithTags("History")
            .WithSummary("Tells how an instance stands and why, and what became of it within a day.")
            .Produces<ExplanationJson>()
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);

        api.MapGet($"{Service}/past", PastAsync)
            .WithName("getPastList").WithTags("History")
            .WithSummary("Tells who answered a service at an earlier moment: `at=10m` ago, or `at=2026-11-22T06:15:00Z`.")
            .Produces<PastListJson>()
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ExplainAsync(string @namespace, string service, string id, HttpRequest request, Gate gate, HistoryDesk history, CancellationToken cancel)
    {
        var (caller, error) = gate.Admit(request, Verb.List, new(@namespace, service));
        if (caller is null) return new Problem(error!);

        (var answer, error) = await history.ExplainAsync(new(@namespace, service), id, cancel);
        return answer is null ? new Problem(error!) : Results.Json(ExplanationJson.Of(service, id, answer), ApiJson.Plain.ExplanationJson);
    }

    private static async Task<IResult> PastAsync(string @namespace, string service, string? at, HttpRequest request, Gate gate, HistoryDesk history, CancellationToken cancel)
    {
        var (caller, error) = gate.Admit(request, Verb.List, new(@namespace, service));
        if (caller is null) return new Problem(error!);

        var (ago, moment, fault) = Moment.Parse("at", at ?? "");
        if (fault is not null) return new Problem(Errors.Invalid(fault));
        var asked = new ListPastRequest { Namespace = @namespace, Service = service, AgoMs = (ulong)(ago?.TotalMilliseconds ?? 0), AtMs = moment?.ToUnixTimeMilliseconds() ?? 0 };
        (var answer, error) = await history.ListPastAsync(asked, cancel);
        return answer is null ? new Problem(error!) : Results.Json(PastListJson.Of(service, answer), ApiJson.Plain.PastListJson);
    }
}
