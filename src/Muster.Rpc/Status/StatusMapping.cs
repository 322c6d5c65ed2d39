using System.Net;

namespace Muster.Rpc;

/// <summary>What HTTP says when gRPC itself says nothing. The tables are those of gRPC's own documents.</summary>
internal static class StatusMapping
{
    /// <summary>For an answer that carries no <c>grpc-status</c>, as a proxy would give.</summary>
    public static RpcStatusCode FromHttp(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => RpcStatusCode.Internal,
        HttpStatusCode.Unauthorized => RpcStatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => RpcStatusCode.PermissionDenied,
        HttpStatusCode.NotFound => RpcStatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout => RpcStatusCode.Unavailable,
        _ => RpcStatusCode.Unknown,
    };

    /// <summary>For a transport that broke, and for a stream that the peer reset.</summary>
    public static RpcStatusCode FromTransport(Exception failure) =>
        (failure as HttpProtocolException ?? failure.InnerException as HttpProtocolException)?.ErrorCode switch
        {
            0x7 => RpcStatusCode.Unavailable,         // REFUSED_STREAM
            0x8 => RpcStatusCode.Cancelled,           // CANCEL
            0xB => RpcStatusCode.ResourceExhausted,   // ENHANCE_YOUR_CALM
            0xC => RpcStatusCode.PermissionDenied,    // INADEQUATE_SECURITY
            >= 0x0 and <= 0xD => RpcStatusCode.Internal,
            _ => RpcStatusCode.Unavailable,
        };
}
