using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Muster.Server.Detectors;

/// <summary>Connects to a target: where it may, and nowhere else.</summary>
internal static class ProbeLine
{
    /// <summary>Answers a connection; null and the reason where none may be made, or none can be named.</summary>
    /// <exception cref="SocketException">It was refused, or there is no way.</exception>
    public static async Task<(NetworkStream? Line, string Why)> ConnectAsync(Uri address, TargetRules rules, CancellationToken cancel)
    {
        if (address.Port <= 0) return (null, "the address names no port");
        var known = await ResolveAsync(address, cancel);
        if (known.Length == 0) return (null, "the host is not known there");
        var permitted = known.Where(rules.Allow).ToArray();
        if (permitted.Length == 0) return (null, $"this machine, its link and a cloud's own are asked only where {rules.Setting} names them");

        var socket = new Socket(permitted[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(permitted[0], address.Port), cancel);
            return (new NetworkStream(socket, ownsSocket: true), "");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// TLS where the address asks for it. Any certificate will do: nothing is sent that is secret, and what is asked is whether
    /// somebody answers, not who.
    /// </summary>
    [SuppressMessage("Security", "CA5359", Justification = "The summary says why.")]
    public static async Task<Stream> SecureAsync(Stream stream, Uri address, SslApplicationProtocol protocol, CancellationToken cancel)
    {
        if (address.Scheme is not ("https" or "grpcs")) return stream;
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = address.IdnHost, ApplicationProtocols = [protocol], RemoteCertificateValidationCallback = static (_, _, _, _) => true,
            },
            cancel);
        return secure;
    }

    /// <summary>Host and port as a request names them: an IPv6 address stands in brackets, and without the link it is on.</summary>
    public static string HostOf(Uri address) => address.HostNameType is UriHostNameType.IPv6
        ? $"[{new IPAddress(IPAddress.Parse(address.IdnHost).GetAddressBytes())}]:{address.Port}"
        : $"{address.IdnHost}:{address.Port}";

    private static async Task<IPAddress[]> ResolveAsync(Uri address, CancellationToken cancel)
    {
        if (IPAddress.TryParse(address.IdnHost, out var literal)) return [literal];
        try
        {
            return await Dns.GetHostAddressesAsync(address.IdnHost, cancel);
        }
        catch (SocketException)
        {
            return [];   // a name that is not known here says nothing of who has it
        }
    }
}
