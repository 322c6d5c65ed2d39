using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Server.Control;

namespace Muster.Server.Api;

/// <summary>What operators lay over instances.</summary>
internal static class OverlayEndpoints
{
    private const string Service = "/v1/namespaces/{namespace}/services/{service}";
    private const string Path = Service + "/instances/{id}/overlays/{field}";

    private static readonly int[] Refusals =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden,
        StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status503ServiceUnavailable,
    ];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet($"{Service}/overlays", List)
            .WithName("listOverlays").WithTags("Overlays")
            .WithSummary("Lists what operators laid over the instances of a service, with the providers' own words.")
            .Produces<OverlaysJson>().Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

        api.MapPut(Path, PutAsync)
            .WithName("putOverlay").WithTags("Overlays")
            .WithSummary("Lays something over a field of an instance: standing, weight, zone or label.KEY.")
            .WithDescription("What the provider said is kept beside it. With `If-Match: \"REVISION\"` it is refused where the overlay's own revision is another one, with `If-None-Match: *` where there is one. When it answers, consumers are being told.")
            .Accepts<OverlayEditJson>("application/json").Produces<EditJson>()
            .Refuses([.. Refusals, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status429TooManyRequests]);

        api.MapDelete(Path, RemoveAsync)
            .WithName("removeOverlay").WithTags("Overlays")
            .WithSummary("Takes an overlay off: the provider's own word holds again. Nothing is done where there is none.")
            .Produces<EditJson>().Refuses(Refusals);
    }

    private static IResult List(string @namespace, string service, HttpRequest request, Gate gate, OverlayDesk overlays)
    {
        var (caller, error) = gate.Admit(request, Verb.List, new(@namespace, service));
        return caller is null
            ? new Problem(error!)
            : Results.Json(OverlaysJson.Of(service, overlays.In(new(@namespace, service))), ApiJson.Plain.OverlaysJson);
    }

    private static async Task<IResult> PutAsync(string @namespace, string service, string id, string field, HttpRequest request, Gate gate, OverlayDesk overlays, CancellationToken cancel)
    {
        var (caller, error) = gate.Admit(request, Verb.Operate, new(@namespace, service));
        if (caller is null) return new Problem(error!);

        var asked = new EditOverlaysRequest { Namespace = @namespace, Service = service };
        var value = "";
        if (await JsonBody.ReadAsync(request, OverlayBody.Empty, body => OverlayBody.Read(body, asked, out value), cancel) is { } problem) return problem;
        return await EditAsync(request, caller, asked, id, field, value, overlays, cancel);
    }

    private static async Task<IResult> RemoveAsync(string @namespace, string service, string id, string field, HttpRequest request, Gate gate, OverlayDesk overlays, CancellationToken cancel)
    {
        var (caller, error) = gate.Admit(request, Verb.Operate, new(@namespace, service));
        if (caller is null) return new Problem(error!);
        return await EditAsync(request, caller, new() { Namespace = @namespace, Service = service, Keep = true }, id, field, null, overlays, cancel);
    }

    private static async Task<IResult> EditAsync(
        HttpRequest request, Caller caller, EditOverlaysRequest asked, string id, string field, string? value, OverlayDesk overlays, CancellationToken cancel)
    {
        var (overlay, fault) = OverlayWords.Parse(field, value);
        var edit = new OverlayEdit { Id = id, Overlay = overlay, Remove = value is null };
        fault ??= Expect(request.Headers, edit);
        if (fault is not null) return new Problem(Errors.Invalid(fault));

        asked.Edits.Add(edit);
        var (revision, error) = await overlays.EditAsync(caller, asked, cancel);
        return error is null ? Results.Json(new EditJson(revision), ApiJson.Plain.EditJson) : new Problem(error);
    }

    private static string? Expect(IHeaderDictionary headers, OverlayEdit edit)
    {
        if (headers.IfNoneMatch.Count == 0) return IfMatch.FaultIn(headers, revision => edit.ExpectedRevision = revision);
        if (headers.IfNoneMatch != "*") return "If-None-Match: only * is understood here: there must be no overlay yet.";
        edit.ExpectedRevision = 0;
        return null;
    }
}
