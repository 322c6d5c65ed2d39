using System.Buffers;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>
/// Recognises the addresses that nearly every instance has, such as <c>http://10.0.0.7:8080</c> or
/// <c>https://orders.example/base</c>, at a fraction of what a parser of URIs costs.
/// </summary>
/// <remarks>Whatever is recognised is an absolute URI with a host and without credentials; what is not may still be one.</remarks>
internal static class PlainAddress
{
    private static readonly SearchValues<byte> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz"u8);
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);
    private static readonly SearchValues<byte> HostBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-."u8);
    private static readonly SearchValues<byte> PathBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/"u8);

    public static bool Is(ReadOnlySpan<byte> address)
    {
        if (address.Length > Limits.Address) return false;
        if (address.StartsWith("http://"u8)) address = address[7..];
        else if (address.StartsWith("https://"u8)) address = address[8..];
        else return false;

        var slash = address.IndexOf((byte)'/');
        if (slash >= 0 && address[slash..].ContainsAnyExcept(PathBytes)) return false;
        var authority = slash < 0 ? address : address[..slash];
        var colon = authority.IndexOf((byte)':');
        return colon < 0 ? IsHost(authority) : IsHost(authority[..colon]) && IsPort(authority[(colon + 1)..]);
    }

    private static bool IsPort(ReadOnlySpan<byte> port) =>
        port.Length is > 0 and <= 4 && port[0] != '0' && !port.ContainsAnyExcept(Digits)
        || (port.Length == 5 && port[0] is >= (byte)'1' and <= (byte)'5' && !port.ContainsAnyExcept(Digits));

    private static bool IsHost(ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty || host.ContainsAnyExcept(HostBytes)) return false;
        return Letters.Contains(host[0]) ? IsName(host) : IsIPv4(host);
    }

    private static bool IsName(ReadOnlySpan<byte> host)
    {
        foreach (var range in host.Split((byte)'.'))
        {
            var label = host[range];
            if (label.Length is 0 or > 63 || !Letters.Contains(label[0]) || label[^1] == '-' || label.IndexOf("--"u8) >= 0) return false;
        }

        return true;
    }

    private static bool IsIPv4(ReadOnlySpan<byte> host)
    {
        var parts = 0;
        foreach (var range in host.Split((byte)'.'))
        {
            var part = host[range];
            if (part.Length is 0 or > 3 || part.ContainsAnyExcept(Digits) || (part.Length > 1 && part[0] == '0')) return false;
            if (part.Length == 3 && part.SequenceCompareTo("255"u8) > 0) return false;
            parts++;
        }

        return parts == 4;
    }
}
