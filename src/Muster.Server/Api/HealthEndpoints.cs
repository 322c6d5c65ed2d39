using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>What those ask who keep the node running. Open to all: it tells nothing else.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/healthz", static () => Results.Text("ok\n"))
            .WithName("healthz").WithTags("Node")
            .WithSummary("Answers as long as the node runs.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain");

        api.MapGet("/readyz", Ready)
            .WithName("readyz").WithTags("Node")
            .WithSummary("Answers 200 while the node takes work, and 503 while it starts or stops.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain").Refuses(StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult Ready(IHostApplicationLifetime node) =>
        node.ApplicationStopping.IsCancellationRequested ? new Problem(Errors.Of(ErrorCode.Unavailable, "This node is stopping."))
        : node.ApplicationStarted.IsCancellationRequested ? Results.Text("ready\n")
        : new Problem(Errors.Of(ErrorCode.Unavailable, "This node is starting."));
}
