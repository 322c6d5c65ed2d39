using System.Net;
using System.Net.Sockets;

namespace Muster.Cli.Tests.Operating;

/// <summary>A line to a registry that a test can cut. The next connection goes through again.</summary>
internal sealed class CutLine : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _registry;
    private readonly List<TcpClient> _ends = [];
    private readonly Lock _lock = new();
    private readonly Task _accepting;

    public CutLine(string registry)
    {
        _registry = IPEndPoint.Parse(registry);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    public int Cuts { get; private set; }

    /// <summary>Ends every connection under both sides.</summary>
    public void Cut()
    {
        Cuts++;
        End();
    }

    public void Dispose()
    {
        _listener.Stop();
        End();
        _accepting.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
    }

    private void End()
    {
        lock (_lock)
        {
            foreach (var end in _ends) end.Dispose();
            _ends.Clear();
        }
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                var (client, registry) = (await _listener.AcceptTcpClientAsync(), new TcpClient());
                await registry.ConnectAsync(_registry);
                lock (_lock) _ends.AddRange([client, registry]);
                lines.Add(CarryAsync(client, registry));
                lines.Add(CarryAsync(registry, client));
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(lines);
        }
    }

    private static async Task CarryAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception cut) when (cut is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or one side is done.
        }

        from.Dispose();
        to.Dispose();
    }
}
