using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Access;
using Muster.Core.Watch;
using Muster.Server.Hosting;

namespace Muster.Server.Api;

/// <summary>What exists: namespaces and their services, as far as the caller may see them.</summary>
internal static class NamespaceEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/namespaces", Namespaces)
            .WithName("listNamespaces").WithTags("Services")
            .WithSummary("Lists the namespaces that the caller may see.")
            .Produces<NamespacesJson>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

        api.MapGet("/v1/namespaces/{namespace}/services", Services)
            .WithName("listServices").WithTags("Services")
            .WithSummary("Lists the services of a namespace that the caller may see.")
            .Produces<ServicesJson>().Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);
    }

    private static IResult Namespaces(HttpRequest request, Gate gate, RegistryLoop loop)
    {
        var (caller, error) = gate.Identify(request);
        if (caller is null) return new Problem(error!);

        var visible = loop.Views.All().Select(feed => feed.Key.Namespace).Distinct()
            .Where(name => CallerDirectory.Authorize(caller, Verb.List, new(name, null)) is null);
        return Results.Json(new NamespacesJson([.. visible]), ApiJson.Plain.NamespacesJson);
    }

    private static IResult Services(string @namespace, HttpRequest request, Gate gate, RegistryLoop loop)
    {
        var (caller, error) = gate.Admit(request, Verb.List, new(@namespace, null));
        if (caller is null) return new Problem(error!);

        var visible = loop.Views.In(@namespace).Where(feed => MaySee(caller, feed)).Select(ServiceLineJson.Of);
        return Results.Json(new ServicesJson(@namespace, [.. visible]), ApiJson.Plain.ServicesJson);
    }

    private static bool MaySee(Caller caller, ServiceFeed feed) =>
        CallerDirectory.Authorize(caller, Verb.List, new(feed.Key.Namespace, feed.Key.Service)) is null;
}
