using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Muster.Protocol;
using Muster.Server.Hosting;

namespace Muster.Server.Api;

/// <summary>What those ask who keep the node running. Open to all: it tells nothing else.</summary>
internal static class HealthEndpoints
{
    /// <summary>Ticks are 50 ms apart: a loop that is silent for this long hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/healthz", static (RegistryLoop loop) => Stuck(loop) ?? Results.Text("ok\n"))
            .WithName("healthz").WithTags("Node")
            .WithSummary("Answers 200 while the registry steps, and 503 when it has not for 5 seconds.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain").Refuses(StatusCodes.Status503ServiceUnavailable);

        api.MapGet("/readyz", Ready)
            .WithName("readyz").WithTags("Node")
            .WithSummary("Answers 200 while the node takes work, and 503 while it starts, stops or stands still.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain").Refuses(StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult Ready(IHostApplicationLifetime node, RegistryLoop loop) =>
        node.ApplicationStopping.IsCancellationRequested ? new Problem(Errors.Of(ErrorCode.Unavailable, "This node is stopping."))
        : node.ApplicationStarted.IsCancellationRequested ? Stuck(loop) ?? Results.Text("ready\n")
        : new Problem(Errors.Of(ErrorCode.Unavailable, "This node is starting."));

    /// <summary>Null while the registry steps: a node that only answers here serves nobody.</summary>
    private static Problem? Stuck(RegistryLoop loop) => loop.SinceTick is var silence && silence > Patience
        ? new Problem(Errors.Of(ErrorCode.Unavailable, $"The registry has not stepped for {(long)silence.TotalSeconds} s. Restart this node."))
        : null;
}
