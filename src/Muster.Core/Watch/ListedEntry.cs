using System.Buffers.Binary;
using Muster.Protocol;

namespace Muster.Core.Watch;

/// <summary>One instance as consumers see it: the encoded <see cref="Listed"/>, made once and sent to everyone.</summary>
/// <remarks>
/// Layout: <c>version (9 bytes) · instance (tag, length, bytes) · state · protected</c>. The version is the hash of all
/// that follows it, so that a reader proves his list without understanding every field.
/// The provider's own bytes live only inside this buffer.
/// </remarks>
internal sealed class ListedEntry
{
    private const byte VersionTag = 0x09, InstanceTag = 0x12, StateTag = 0x18, ProtectedTag = 0x20;
    private const int VersionBytes = 9;

    private readonly byte[] _encoded;
    private readonly int _instanceStart;
    private readonly int _instanceLength;

    private ListedEntry(string id, string zone, byte[] encoded, int start, int length, State state, bool isProtected)
    {
        (Id, Zone, State, Protected) = (id, zone, state, isProtected);
        (_encoded, _instanceStart, _instanceLength) = (encoded, start, length);
        Version = XxHash64.Hash(encoded.AsSpan(VersionBytes), 0);
        BinaryPrimitives.WriteUInt64LittleEndian(encoded.AsSpan(1), Version);
        DigestPart = ListDigest.Entry(id, Version);
    }

    public string Id { get; }

    public string Zone { get; }

    public ulong Version { get; }

    public State State { get; }

    public bool Protected { get; }

    /// <summary>What this entry adds to the digest of its list.</summary>
    public ulong DigestPart { get; }

    public ReadOnlyMemory<byte> Encoded => _encoded;

    /// <summary>The provider's own encoded <see cref="Protocol.Instance"/>.</summary>
    public ReadOnlySpan<byte> Instance => _encoded.AsSpan(_instanceStart, _instanceLength);

    public static ListedEntry Encode(string id, string zone, ReadOnlySpan<byte> instance, State state, bool isProtected)
    {
        var start = VersionBytes + 1 + Varint.Size((uint)instance.Length);
        var encoded = new byte[start + instance.Length + 2 + (isProtected ? 2 : 0)];

        encoded[0] = VersionTag;
        encoded[VersionBytes] = InstanceTag;
        Varint.Write(encoded.AsSpan(VersionBytes + 1), (uint)instance.Length);
        instance.CopyTo(encoded.AsSpan(start));

        var at = start + instance.Length;
        encoded[at++] = StateTag;
        encoded[at++] = (byte)state;
        if (isProtected) (encoded[at], encoded[at + 1]) = (ProtectedTag, 1);

        return new ListedEntry(id, zone, encoded, start, instance.Length, state, isProtected);
    }

    /// <summary>The same instance in another state; itself when nothing differs.</summary>
    public ListedEntry As(State state, bool isProtected) =>
        state == State && isProtected == Protected ? this : Encode(Id, Zone, Instance, state, isProtected);

    public Listed Decode() => Listed.Parser.ParseFrom(_encoded);
}
