using Muster.Protocol.GrpcHealth;

namespace Muster.Rpc;

/// <summary>The methods of <c>grpc.health.v1.Health</c>.</summary>
public static class HealthMethods
{
    /// <summary>The status now.</summary>
    public static readonly RpcMethod<HealthCheckRequest, HealthCheckResponse> Check =
        new("/grpc.health.v1.Health/Check", HealthCheckRequest.Parser, HealthCheckResponse.Parser);

    /// <summary>The status now and at every change; one request, many answers.</summary>
    public static readonly RpcMethod<HealthCheckRequest, HealthCheckResponse> Watch =
        new("/grpc.health.v1.Health/Watch", HealthCheckRequest.Parser, HealthCheckResponse.Parser);
}
