using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Muster.Client.Providing;

namespace Muster.AspNetCore;

/// <summary>A web server: it listens where Kestrel is bound, and is ready when its health checks say so.</summary>
internal sealed class KestrelProcess(IServer server, ReadinessChecks checks) : IProvidingProcess
{
    public IReadOnlyCollection<string> Bound => [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    public Task<Condition> LookAsync(CancellationToken cancel) => checks.AskAsync(cancel);
}
