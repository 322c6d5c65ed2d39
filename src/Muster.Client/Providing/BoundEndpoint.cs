using System.Net;
using System.Net.Sockets;

namespace Muster.Client.Providing;

/// <summary>One address as a server is bound to it, such as <c>http://[::]:8080</c>: it need not name a host.</summary>
/// <param name="Host">A name, an address (IPv6 in brackets), or one of the ways to say "everywhere".</param>
/// <param name="Port">With its colon; empty for the scheme's own.</param>
internal readonly record struct BoundEndpoint(string Scheme, string Host, string Port)
{
    public bool IsEverywhere => Host is "*" or "+" or "0.0.0.0" or "[::]";

    /// <summary>Whether nobody beyond this machine can reach it.</summary>
    public bool IsLocal => Host is "localhost" || (Ip is { } ip && IPAddress.IsLoopback(ip));

    /// <summary>The host as an address; null for a name.</summary>
    public IPAddress? Ip => IPAddress.TryParse(Host, out var ip) ? ip : null;

    /// <summary>Null for what is reached without a network: a socket file, a named pipe.</summary>
    public static BoundEndpoint? Parse(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal);
        if (start < 0) return null;

        var authority = address[(start + 3)..].Split('/')[0];
        if (authority is "" or "unix:" or "pipe:") return null;

        var colon = authority.LastIndexOf(':');
        var host = colon > authority.LastIndexOf(']') ? authority[..colon] : authority;
        return new(address[..start], host, authority[host.Length..]);
    }

    /// <summary>Whether a server bound here answers at an address of this machine: <c>0.0.0.0</c> is IPv4 alone.</summary>
    public bool Answers(IPAddress ip) => Host is not "0.0.0.0" || ip.AddressFamily is AddressFamily.InterNetwork;

    public BoundEndpoint At(string host) => IPAddress.TryParse(host, out var ip) ? At(ip) : this with { Host = host };

    public BoundEndpoint At(IPAddress ip) =>
        this with { Host = ip.AddressFamily is AddressFamily.InterNetworkV6 ? $"[{ip}]" : ip.ToString() };

    public override string ToString() => $"{Scheme}://{Host}{Port}";
}
