using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Muster.Client.Outcomes;

namespace Muster.AspNetCore.Outcomes;

/// <summary>Under which API a request that is over counts, and what came of it. Pure, but for what the request remembers.</summary>
internal static class RequestJudgement
{
    private const string GrpcStatus = "grpc-status";

    /// <summary>
    /// Null for what is not counted: an endpoint with metrics disabled, and a request that no route takes and that is
    /// refused for it. Scanners ask for much that there is not, and would make a sick instance look busy and well.
    /// </summary>
    public static string? ApiOf(HttpContext context, ApiNames names)
    {
        var endpoint = EndpointOf(context);
        if (endpoint?.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null) return null;

        if ((endpoint as RouteEndpoint)?.RoutePattern.RawText is not { } route)
            return context.Response.StatusCode is >= 400 and < 500 ? null : InstanceCounts.Others;
        return ApiNames.IsGrpc(context.Request.ContentType) ? names.Grpc(route) : names.Http(context.Request.Method, route);
    }

    /// <summary>The callee's own word first; then whether the caller waited for it; then HTTP's status.</summary>
    public static Outcome Of(HttpContext context)
    {
        if (ApiNames.IsGrpc(context.Request.ContentType) && GrpcStatusOf(context) is { } status) return Answers.Grpc(status);
        return context.RequestAborted.IsCancellationRequested ? Outcome.Cancelled : Answers.Http(context.Response.StatusCode);
    }

    /// <summary>Nobody has made an answer of the exception. A request that could not be read is the caller's.</summary>
    public static Outcome Of(HttpContext context, Exception error)
    {
        if (context.RequestAborted.IsCancellationRequested) return Outcome.Cancelled;
        return error is BadHttpRequestException bad ? Answers.Http(bad.StatusCode) : Outcome.Failed;
    }

    /// <summary>A handler of exceptions may look for an endpoint of its own: the call was for the first.</summary>
    private static Endpoint? EndpointOf(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>() is { } failed ? failed.Endpoint : context.GetEndpoint();

    /// <summary>In the trailers, or in the headers when there is nothing else. Not asked of plain HTTP, where it would cost memory.</summary>
    private static string? GrpcStatusOf(HttpContext context)
    {
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        if (trailers is not null && trailers.TryGetValue(GrpcStatus, out var status)) return status.ToString();
        return context.Response.Headers.TryGetValue(GrpcStatus, out status) ? status.ToString() : null;
    }
}
