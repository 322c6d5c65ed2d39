using System.Net.Sockets;
using System.Text;

namespace Muster.Server.Hosting;

/// <summary>Tells systemd how the process is, by the protocol of <c>sd_notify(3)</c>: a datagram of lines. Silent where nobody listens.</summary>
/// <param name="socketPath"><c>NOTIFY_SOCKET</c>: a path, or an abstract name that starts with <c>@</c>.</param>
/// <param name="watchdog"><c>WATCHDOG_USEC</c>: a sign of life is awaited this often.</param>
internal sealed class SystemdNotice(string? socketPath, string? watchdog)
{
    /// <summary>How often to give a sign of life; null when none is awaited.</summary>
    public TimeSpan? WatchdogEvery { get; } =
        socketPath is { Length: > 0 } && ulong.TryParse(watchdog, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds / 2)
            : null;

    public void Ready() => Tell("READY=1");

    public void Stopping() => Tell("STOPPING=1");

    public void Alive() => Tell("WATCHDOG=1");

    private void Tell(string state)
    {
        if (string.IsNullOrEmpty(socketPath)) return;

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            var address = socketPath[0] == '@' ? '\0' + socketPath[1..] : socketPath;
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(address));
        }
        catch (SocketException)
        {
            // Who does not listen to us restarts us, and says so in its own log.
        }
    }
}
