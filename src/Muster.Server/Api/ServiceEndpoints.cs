using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Watch;
using Muster.Server.Hosting;

namespace Muster.Server.Api;

/// <summary>The list of one service: once, or followed.</summary>
internal static class ServiceEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/v1/namespaces/{namespace}/services/{service}", GetAsync)
            .WithName("getService").WithTags("Services")
            .WithSummary("Tells who answers a service: once, or as server-sent events.")
            .WithDescription(
                "With `Accept: text/event-stream` the answer is a stream of events: `snapshot` (a Service), `delta` (a Delta) and `current` (a Current: what you hold is the list). "
                + "The `id` of an event says what the reader then holds; sent back as `Last-Event-ID` it makes the registry answer with as little as it can. "
                + "A comment comes every 10 s. A reader who is slow gets the merged latest.")
            .Produces<ServiceJson>()
            .Produces(StatusCodes.Status304NotModified)
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound,
                StatusCodes.Status503ServiceUnavailable)
            .AddOpenApiOperationTransformer(ApiDescription.AddStream);

    private static async Task<IResult> GetAsync(
        string @namespace, string service, HttpContext http, Gate gate, RegistryLoop loop, ViewTexts texts, WatchStream stream, CancellationToken cancel)
    {
        var key = new ServiceKey(@namespace, service);
        var follows = http.Request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType == "text/event-stream");
        var (caller, error) = gate.Admit(http.Request, follows ? Verb.Subscribe : Verb.List, new(@namespace, service));
        if (caller is null) return new Problem(error!);

        ReadingPace.Demand(http);
        http.Response.Headers.Vary = "Accept, Authorization";
        if (follows)
        {
            await stream.TellAsync(http, caller, key, cancel);
            return Results.Empty;
        }

        return loop.Views.Read(key, caller) is { } view
            ? Read(http, view, texts)
            : new Problem(loop.Views.Absent(key));
    }

    /// <summary>Of all that is told: the figures may change while the list does not.</summary>
    private static string TagOf(ServiceView view)
    {
        var (hidden, budget, proven) = view.Withheld;
        return $"\"{ApiJson.Hex(view.Digest)}-{hidden}-{budget}-{proven}{(view.Stale ? "-stale" : "")}\"";
    }

    private static IResult Read(HttpContext http, ServiceView view, ViewTexts texts)
    {
        var tag = new EntityTagHeaderValue(TagOf(view), isWeak: true);
        http.Response.Headers.ETag = tag.ToString();
        http.Response.Headers.CacheControl = "private, no-cache";

        var held = http.Request.GetTypedHeaders().IfNoneMatch;
        return held.Any(one => one.Compare(tag, useStrongComparison: false))
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(texts.Of(view).List, "application/json; charset=utf-8");
    }
}
