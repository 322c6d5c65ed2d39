using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Muster.Protocol;
using Muster.Server.Metrics;

namespace Muster.Server.Api;

/// <summary>An error as RFC 9457 wants it told.</summary>
/// <param name="error">What is wrong, in words.</param>
/// <param name="status">Where HTTP has a more exact status than the code's own.</param>
internal sealed class Problem(Error error, int? status = null) : IResult
{
    public const string ContentType = "application/problem+json";

    public async Task ExecuteAsync(HttpContext http)
    {
        var kind = ProblemKind.Of(error.Code);
        var response = http.Response;
        response.StatusCode = status ?? kind.Status;
        response.Headers.CacheControl = "no-store";
        if (response.StatusCode is StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = http.Request.Headers.Authorization.Count > 0 ? "Bearer realm=\"muster\", error=\"invalid_token\"" : "Bearer realm=\"muster\"";
        if (response.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = "1";

        http.RequestServices.GetRequiredService<NodeMeter>().Problem(error.Code);
        var body = new ProblemJson($"urn:muster:problem:{kind.Code}", kind.Title, response.StatusCode, error.Message, kind.Code);
        await response.WriteAsJsonAsync(body, ApiJson.Plain.ProblemJson, ContentType, http.RequestAborted);
    }
}
