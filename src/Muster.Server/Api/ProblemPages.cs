using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>Sees to it that nobody gets a bare status: what routing and the transport refuse is told as a problem too.</summary>
internal sealed partial class ProblemPages(RequestDelegate next, ILogger<ProblemPages> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            await new Problem(Errors.Invalid($"The request could not be read: {bad.Message}"), bad.StatusCode).ExecuteAsync(http);
            return;
        }
        catch (Exception fault) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            Log.Failed(logger, http.Request.Method, http.Request.Path, fault);
            await new Problem(Errors.Of(ErrorCode.ErrorUnspecified, "The registry could not answer because of a fault of its own. Its log tells more.")).ExecuteAsync(http);
            return;
        }

        if (Bare(http) is { } problem) await problem.ExecuteAsync(http);
    }

    private static Problem? Bare(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        if (response.HasStarted || response.ContentType is not null || response.ContentLength is > 0) return null;

        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new(
                Errors.Of(ErrorCode.NotFound, $"There is nothing at {Names.Quote(request.Path)}. /openapi/v1.json tells what there is.")),
            StatusCodes.Status405MethodNotAllowed => new(
                Errors.Of(ErrorCode.Unsupported, $"{Names.Quote(request.Method)} is not for {Names.Quote(request.Path)}. Use {string.Join(" or ", response.Headers.Allow.ToString().Split(", "))}."),
                StatusCodes.Status405MethodNotAllowed),
            StatusCodes.Status415UnsupportedMediaType => JsonBody.NotJson(request),
            _ => null,
        };
    }

    private static partial class Log   // Api owns event ids 2600–2699
    {
        [LoggerMessage(2601, LogLevel.Error, "{Method} {Path} failed by a fault of the registry's own.")]
        public static partial void Failed(ILogger logger, string method, string path, Exception fault);
    }
}
