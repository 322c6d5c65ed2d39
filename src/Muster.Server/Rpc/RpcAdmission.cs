using Microsoft.AspNetCore.Http;
using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>What must be true of a call before anybody works on it.</summary>
internal static class RpcAdmission
{
    /// <summary>Null when the call may run.</summary>
    public static RpcException? Check(HttpRequest request, RpcRoutes routes, out RpcHandler? handler, out TimeSpan? timeout)
    {
        timeout = null;
        handler = routes.Find(request.Path.Value ?? string.Empty);
        if (handler is null || !HttpMethods.IsPost(request.Method))
            return new(RpcStatusCode.Unimplemented, $"The method {request.Path} is not known here.");

        var encoding = request.Headers[GrpcHeader.Encoding].ToString();
        if (encoding.Length > 0 && encoding != GrpcHeader.Identity)
            return new(RpcStatusCode.Unimplemented, $"Messages compressed with {encoding} are not read here; send them as they are.");

        var header = request.Headers[GrpcHeader.Timeout].ToString();
        if (header.Length > 0)
        {
            if (!CallTimeout.TryParse(header, out var limit))
                return new(RpcStatusCode.Internal, $"'{header}' is no grpc-timeout.");
            timeout = limit;
        }

        return routes.FaultInCaller(request);
    }
}
