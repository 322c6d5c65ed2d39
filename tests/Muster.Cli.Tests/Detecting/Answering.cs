using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Muster.Cli.Tests.Detecting;

/// <summary>Says the same to everybody who connects, for as long as it is there.</summary>
internal sealed class Answering : IDisposable
{
    private readonly TcpListener _listener;

    /// <param name="answer">A status line; what it says may change.</param>
    /// <param name="port">Where it was before; 0 for anywhere.</param>
    public Answering(string answer, int port = 0)
    {
        (Answer, _listener) = (answer, new TcpListener(IPAddress.Loopback, port));
        _listener.Start();
        Serving = ServeAsync();
    }

    public string Answer { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"http://{_listener.LocalEndpoint}";

    private Task Serving { get; }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var caller = await _listener.AcceptTcpClientAsync();
                await caller.GetStream().ReadAtLeastAsync(new byte[1024], 1);
                await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{Answer}\r\nContent-Length: 0\r\n\r\n"));
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException or IOException)
        {
            // Nobody listens any more.
        }
    }
}
