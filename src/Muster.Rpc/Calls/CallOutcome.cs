using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Muster.Rpc;

/// <summary>Reads from a response how its call went.</summary>
internal static class CallOutcome
{
    /// <summary>Accepts response headers that announce messages.</summary>
    /// <exception cref="RpcException">The response ends the call, or is none of gRPC.</exception>
    public static RpcMetadata CheckHeaders(HttpResponseMessage response)
    {
        if (response.Headers.Contains(GrpcHeader.Status) && response.StatusCode == HttpStatusCode.OK)
        {
            CheckTrailers(response.Headers);
            return RpcMetadata.Empty;   // OK without a message: the body is empty, the trailers are these headers
        }

        if (response.StatusCode != HttpStatusCode.OK)
            throw new RpcException(StatusMapping.FromHttp(response.StatusCode), $"The peer answered HTTP status {(int)response.StatusCode}.");

        var contentType = response.Content.Headers.ContentType?.ToString();
        if (!GrpcHeader.IsGrpc(contentType))
            throw new RpcException(RpcStatusCode.Unknown, $"The peer answered with content-type '{contentType}', which is not gRPC.");

        return Metadata(response.Headers);
    }

    /// <summary>Accepts trailers that say OK.</summary>
    /// <exception cref="RpcException">They say otherwise, or nothing.</exception>
    public static RpcMetadata CheckTrailers(HttpHeaders trailers)
    {
        var metadata = Metadata(trailers);
        if (First(trailers, GrpcHeader.Status) is not { } status)
            throw new RpcException(RpcStatusCode.Unknown, "The response ended without grpc-status.", metadata);
        if (!int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new RpcException(RpcStatusCode.Unknown, $"The response ended with grpc-status '{status}', which is no number.", metadata);
        if (number == (int)RpcStatusCode.OK)
            return metadata;

        var code = Enum.IsDefined((RpcStatusCode)number) ? (RpcStatusCode)number : RpcStatusCode.Unknown;
        throw new RpcException(code, StatusMessage.Decode(First(trailers, GrpcHeader.Message) ?? string.Empty), metadata);
    }

    private static RpcMetadata Metadata(HttpHeaders headers)
    {
        var metadata = new RpcMetadata();
        foreach (var (name, values) in headers.NonValidated)
            metadata.AddHeader(name, values);

        return metadata;
    }

    private static string? First(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? values.First() : null;
}
