using Muster.Client.Tests.Balancing;

namespace Muster.Client.Tests.Http;

/// <summary>A directory that knows one service, whose instances are changed by hand.</summary>
internal sealed class FleetDirectory(Fleet fleet) : IServiceDirectory
{
    public ServiceList Get(string service) => fleet.Balancer.Plan.List;

    public IAsyncEnumerable<ServiceChange> WatchAsync(string service, CancellationToken cancel = default) => throw new NotSupportedException();

    public Picked Pick(string service, ReadOnlySpan<char> key, ReadOnlySpan<ServiceInstance> except) => fleet.Balancer.Pick(key, except);
}
