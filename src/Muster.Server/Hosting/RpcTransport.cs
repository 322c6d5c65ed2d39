using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Muster.Server.Hosting;

/// <summary>An address at which <see cref="RpcTransport"/> listens, not the web server.</summary>
internal sealed class RpcEndPoint(IPEndPoint bind) : IPEndPoint(bind.Address, bind.Port);

/// <summary>Puts <see cref="RpcListener"/> under the web server, at the one address that asks for it.</summary>
internal sealed class RpcTransport(LeanSockets lean, ILogger<RpcListener> logger) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <summary>Connections that wait to be accepted: ten thousand clients come back at once, and the system allows no more than its own bound anyway.</summary>
    private const int Backlog = 16 * 1024;

    public bool CanBind(EndPoint endpoint) => endpoint is RpcEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listening = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        listening.Listen(Backlog);
        return new(new RpcListener(listening, lean, logger));
    }
}
