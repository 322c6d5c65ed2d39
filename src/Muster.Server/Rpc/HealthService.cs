using System.Runtime.CompilerServices;
using Muster.Protocol.GrpcHealth;
using Muster.Rpc;
using Status = Muster.Protocol.GrpcHealth.HealthCheckResponse.Types.ServingStatus;

namespace Muster.Server.Rpc;

/// <summary>Tells probes of gRPC how the node is. All its services share one state.</summary>
/// <param name="health">The state.</param>
/// <param name="stopping">Ends the watchers, which would otherwise hold up the stop.</param>
internal sealed class HealthService(NodeHealth health, CancellationToken stopping)
{
    private static readonly HashSet<string> Services = ["", "muster.v1.Registry", "grpc.health.v1.Health"];

    public void Map(RpcRoutes routes)
    {
        routes.Open(HealthMethods.Check.Path);
        routes.Open(HealthMethods.Watch.Path);
        routes.MapUnary(HealthMethods.Check, (request, _, _) => Task.FromResult(Check(request.Service)));
        routes.MapServerStream(HealthMethods.Watch, (request, _, cancel) => WatchAsync(request.Service, cancel));
    }

    private HealthCheckResponse Check(string service) => Services.Contains(service)
        ? Answer(health.Current)
        : throw new RpcException(RpcStatusCode.NotFound, $"There is no service '{service}' here.");

    private async IAsyncEnumerable<HealthCheckResponse> WatchAsync(string service, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!Services.Contains(service))
        {
            // The protocol wants the stream kept open: the service may come. Here none does.
            yield return new() { Status = Status.ServiceUnknown };
            await WaitAsync(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel), cancel);
        }

        while (true)
        {
            var report = health.Current;
            yield return Answer(report);
            await WaitAsync(report.Outdated, cancel);
        }
    }

    private async Task WaitAsync(Task change, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping);
        try
        {
            await change.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new RpcException(RpcStatusCode.Unavailable, "The node is stopping.");
        }
    }

    private static HealthCheckResponse Answer(NodeHealth.Report report) =>
        new() { Status = report.Serving ? Status.Serving : Status.NotServing };
}
