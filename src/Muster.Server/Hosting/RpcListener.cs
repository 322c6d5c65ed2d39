using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Muster.Server.Hosting;

/// <summary>The port of conversations in cleartext: lean ones go to <see cref="LeanSockets"/>, the web server gets the others.</summary>
internal sealed class RpcListener : IConnectionListener
{
    private readonly Socket _listening;
    private readonly LeanSockets _lean;
    private readonly SocketConnectionContextFactory _web;
    private readonly Channel<ConnectionContext> _others = Channel.CreateUnbounded<ConnectionContext>();   // the web server takes each at once
    private readonly CancellationTokenSource _unbinding = new();
    private readonly Task _accepting;

    public RpcListener(Socket listening, LeanSockets lean, ILogger<RpcListener> logger)
    {
        (_listening, _lean, EndPoint) = (listening, lean, listening.LocalEndPoint!);
        _web = new(new(), logger);
        _accepting = Task.Run(AcceptAllAsync);
    }

    public EndPoint EndPoint { get; }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _others.Reader.WaitToReadAsync(cancellationToken) && _others.Reader.TryRead(out var next) ? next : null;

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _unbinding.CancelAsync();
        _listening.Dispose();
        await _accepting;
        _others.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        _web.Dispose();
        _unbinding.Dispose();
    }

    private async Task AcceptAllAsync()
    {
        while (!_unbinding.IsCancellationRequested)
        {
            try
            {
                // Not awaited: the node waits for it as for an open call.
                _ = _lean.ServeAsync(await _listening.AcceptAsync(_unbinding.Token), PassOn, _unbinding.Token);
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The port closes, the client was gone before he was let in, or he is let in once another has left.
            }
        }
    }

    private void PassOn(Socket socket)
    {
        if (!_others.Writer.TryWrite(_web.Create(socket))) socket.Dispose();
    }
}
