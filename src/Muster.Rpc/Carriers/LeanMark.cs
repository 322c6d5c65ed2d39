using System.Buffers;

namespace Muster.Rpc;

/// <summary>What both sides say first, to know that the other one speaks lean frames, and which version.</summary>
/// <remarks>
/// The zero at the beginning is in no HTTP request, no HTTP/2 preface and no TLS record's type. A server that does not
/// know the mark finds that out at once: it is as long as the preface of HTTP/2 and ends like a head of HTTP/1.1.
/// </remarks>
internal static class LeanMark
{
    /// <summary>The protocol's name in a TLS handshake.</summary>
    public const string Alpn = "muster/1";

    /// <summary>The client's mark: 24 bytes.</summary>
    public static readonly byte[] Call = "\0muster/1 lean frame\r\n\r\n"u8.ToArray();

    /// <summary>The registry's answer: 11 bytes. Nobody else begins so.</summary>
    public static readonly byte[] Answer = "\0muster/1\r\n"u8.ToArray();

    /// <summary>True when all of it has come, false when something else has, null while it may still come.</summary>
    public static bool? IsAt(in ReadOnlySequence<byte> heard, ReadOnlySpan<byte> mark)
    {
        var length = (int)Math.Min(heard.Length, mark.Length);
        Span<byte> begun = stackalloc byte[length];
        heard.Slice(0, length).CopyTo(begun);
        if (!mark.StartsWith(begun)) return false;
        return length == mark.Length ? true : null;
    }
}
