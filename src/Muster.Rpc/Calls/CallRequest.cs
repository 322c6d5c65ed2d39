using System.Net;
using System.Net.Http.Headers;

namespace Muster.Rpc;

/// <summary>The HTTP/2 request that opens a call.</summary>
internal static class CallRequest
{
    private static readonly MediaTypeHeaderValue ContentType = new(GrpcHeader.ContentType);
    private static readonly string UserAgent = $"muster-dotnet/{typeof(CallRequest).Assembly.GetName().Version?.ToString(3)}";

    public static HttpRequestMessage Create(Uri uri, RpcCallOptions options, RequestBody body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        body.Headers.ContentType = ContentType;
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("user-agent", UserAgent);
        request.Headers.TryAddWithoutValidation(GrpcHeader.AcceptEncoding, GrpcHeader.Identity);
        if (options.Timeout is { } timeout)
            request.Headers.TryAddWithoutValidation(GrpcHeader.Timeout, CallTimeout.Encode(timeout));
        foreach (var (name, value) in options.Metadata ?? RpcMetadata.Empty)
            request.Headers.TryAddWithoutValidation(name, value);

        return request;
    }
}
