using System.Net.Security;
using Muster.Protocol.GrpcHealth;
using Muster.Rpc;

namespace Muster.Server.Detectors;

/// <summary>Asks <c>grpc.health.v1.Health/Check</c> once, on a connection of its own.</summary>
internal static class GrpcProbe
{
    private const int MostBytes = 4096;

    /// <summary>The status; words where there is none.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<(bool Serves, string Words)> AskAsync(Stream line, Uri address, string service, CancellationToken cancel)
    {
        var stream = await ProbeLine.SecureAsync(line, address, SslApplicationProtocol.Http2, cancel);
        using var channel = new RpcChannel($"{(stream is SslStream ? "https" : "http")}://{ProbeLine.HostOf(address)}", new RpcChannelOptions { MaxMessageSize = MostBytes, Line = stream });
        try
        {
            var answer = await channel.CallAsync(HealthMethods.Check, new HealthCheckRequest { Service = service }, default, cancel);
            return answer.Status is HealthCheckResponse.Types.ServingStatus.Serving ? (true, "SERVING") : (false, Name(answer.Status));
        }
        catch (RpcException refused) when (refused.InnerException is null)   // said by the peer, and not by the transport
        {
            return (false, $"status {refused.Code}");
        }
        catch (RpcException broke)
        {
            throw new IOException(broke.Message, broke);
        }
    }

    private static string Name(HealthCheckResponse.Types.ServingStatus status) => status switch
    {
        HealthCheckResponse.Types.ServingStatus.NotServing => "NOT_SERVING",
        HealthCheckResponse.Types.ServingStatus.ServiceUnknown => "SERVICE_UNKNOWN",
        _ => "UNKNOWN",
    };
}
