using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Api;

namespace Muster.Server.Metrics;

/// <summary>The node's figures for Prometheus: for any known caller.</summary>
internal static class MetricsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/metrics", Scrape)
            .WithName("metrics").WithTags("Node")
            .WithSummary("The node's figures, in the Prometheus text format.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain").Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    private static IResult Scrape(HttpRequest request, Gate gate, PrometheusText figures)
    {
        var (caller, error) = gate.Identify(request);
        return caller is null ? new Problem(error!) : Results.Text(figures.Write(), PrometheusText.ContentType);
    }
}
