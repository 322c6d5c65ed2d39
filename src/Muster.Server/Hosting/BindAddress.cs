using System.Globalization;
using System.Net;

namespace Muster.Server.Hosting;

/// <summary>Where a port listens.</summary>
internal static class BindAddress
{
    /// <summary>Null when the text is not <c>ADDRESS:PORT</c>; <c>localhost</c> is 127.0.0.1 and <c>*</c> every address.</summary>
    public static IPEndPoint? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return null;

        var host = text[..colon];
        return host switch
        {
            "localhost" => new(IPAddress.Loopback, port),
            "*" => new(IPAddress.IPv6Any, port),
            ['[', .. var bare, ']'] when IPAddress.TryParse(bare, out var address) => new(address, port),
            _ when !host.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(host, out var address) => new(address, port),
            _ => null,
        };
    }

    /// <summary>Whether only this machine can connect.</summary>
    public static bool IsLoopback(IPEndPoint endPoint) => IPAddress.IsLoopback(endPoint.Address);

    /// <summary>Whether it is one address that a client can dial.</summary>
    public static bool IsDialable(IPEndPoint endPoint) =>
        endPoint.Port > 0 && !endPoint.Address.Equals(IPAddress.Any) && !endPoint.Address.Equals(IPAddress.IPv6Any);
}
