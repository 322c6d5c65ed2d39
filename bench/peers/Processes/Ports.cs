using System.Net;
using System.Net.Sockets;

namespace Muster.Peers.Processes;

/// <summary>Ports of this machine that nobody listens on, below those that connections are given.</summary>
internal static class Ports
{
    private static int _next = 20_000 + (Environment.ProcessId % 4000);

    public static int Take()
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, ++_next));
                return _next;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }
}
