using System.Buffers.Binary;
using System.Text;
using Muster.Core.Health;
using Muster.Protocol;

namespace Muster.Core.Watch;

/// <summary>One instance as consumers see it: the encoded <see cref="Listed"/>, made once and sent to everyone.</summary>
/// <remarks>
/// Layout: <c>version (9 bytes) · instance (tag, length, bytes) · state · protected · evidence (tag, length, text) · down_in (the same, each)</c>. The
/// version is the hash of all that follows it, so that a reader proves his list without understanding every field.
/// The provider's own bytes live only inside this buffer.
/// </remarks>
internal sealed class ListedEntry
{
    private const byte VersionTag = 0x09, InstanceTag = 0x12, StateTag = 0x18, ProtectedTag = 0x20, EvidenceTag = 0x2A, DownInTag = 0x32;
    private const int VersionBytes = 9;

    // There may be millions: small numbers are small, and the version stands in the bytes alone.
    private readonly byte[] _encoded;
    private readonly ushort _instanceLength;
    private readonly ushort _evidenceLength;
    private readonly byte _instanceStart;

    private ListedEntry(string id, string zone, byte[] encoded, (int Start, int Length) instance, int evidenceLength)
    {
        (Id, Zone, _encoded) = (id, zone, encoded);
        (_instanceStart, _instanceLength, _evidenceLength) = checked(((byte)instance.Start, (ushort)instance.Length, (ushort)evidenceLength));
        var version = XxHash64.Hash(encoded.AsSpan(VersionBytes), 0);
        BinaryPrimitives.WriteUInt64LittleEndian(encoded.AsSpan(1), version);
        DigestPart = ListDigest.Entry(id, version);
    }

    public string Id { get; }

    public string Zone { get; }

    public ulong Version => BinaryPrimitives.ReadUInt64LittleEndian(_encoded.AsSpan(1));

    public State State => (State)_encoded[_instanceStart + _instanceLength + 1];

    public bool Protected => _instanceStart + _instanceLength + 2 is var after && after < _encoded.Length && _encoded[after] == ProtectedTag;

    /// <summary>The state, and why it is not healthy.</summary>
    public Condition Condition => new(State, _evidenceLength == 0 ? "" : Encoding.UTF8.GetString(_encoded.AsSpan(EvidenceEnd - _evidenceLength, _evidenceLength)), DownIn);

    /// <summary>Locations that see it down while others do not, divided by commas.</summary>
    public string DownIn => EvidenceEnd == _encoded.Length ? "" : string.Join(',', Decode().DownIn);

    /// <summary>The provider's own word, where consumers get something else; null where they get that.</summary>
    public ListedEntry? Own { get; private init; }

    /// <summary>What this entry adds to the digest of its list.</summary>
    public ulong DigestPart { get; }

    public ReadOnlyMemory<byte> Encoded => _encoded;

    /// <summary>The encoded <see cref="Protocol.Instance"/>: the provider's own, unless <see cref="Own"/> says otherwise.</summary>
    public ReadOnlySpan<byte> Instance => _encoded.AsSpan(_instanceStart, _instanceLength);

    public static ListedEntry Encode(string id, string zone, ReadOnlySpan<byte> instance, Condition condition, bool isProtected, ListedEntry? own = null)
    {
        var evidenceLength = Encoding.UTF8.GetByteCount(condition.Evidence);
        var start = VersionBytes + 1 + Varint.Size((uint)instance.Length);
        var evidenceSize = evidenceLength == 0 ? 0 : 1 + Varint.Size((uint)evidenceLength) + evidenceLength;
        var encoded = new byte[start + instance.Length + 2 + (isProtected ? 2 : 0) + evidenceSize + SizeOf(condition.DownIn)];

        encoded[0] = VersionTag;
        encoded[VersionBytes] = InstanceTag;
        Varint.Write(encoded.AsSpan(VersionBytes + 1), (uint)instance.Length);
        instance.CopyTo(encoded.AsSpan(start));

        var at = start + instance.Length;
        encoded[at++] = StateTag;
        encoded[at++] = (byte)condition.State;
        if (isProtected) (encoded[at++], encoded[at++]) = (ProtectedTag, 1);
        if (evidenceLength > 0)
        {
            encoded[at++] = EvidenceTag;
            at += Varint.Write(encoded.AsSpan(at), (uint)evidenceLength);
            Encoding.UTF8.GetBytes(condition.Evidence, encoded.AsSpan(at));
            at += evidenceLength;
        }

        foreach (var location in condition.DownIn.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            (encoded[at], encoded[at + 1]) = (DownInTag, (byte)location.Length);
            at += 2 + Encoding.ASCII.GetBytes(location, encoded.AsSpan(at + 2));
        }

        return new ListedEntry(id, zone, encoded, (start, instance.Length), evidenceLength) { Own = own };
    }

    /// <summary>The same instance in another condition; itself when nothing differs.</summary>
    public ListedEntry As(Condition condition, bool isProtected) =>
        condition == Condition && isProtected == Protected ? this : Encode(Id, Zone, Instance, condition, isProtected);

    /// <summary>The same instance, in the same state, with other words for consumers.</summary>
    public ListedEntry Under(string zone, ReadOnlySpan<byte> instance) => Encode(Id, zone, instance, Condition, Protected, own: this);

    private int EvidenceEnd => _instanceStart + _instanceLength + 2 + (Protected ? 2 : 0) + (_evidenceLength == 0 ? 0 : 1 + Varint.Size((uint)_evidenceLength) + _evidenceLength);

    /// <summary>The provider's preferred address.</summary>
    public string FirstAddress => Protocol.Instance.Parser.ParseFrom((Own ?? this).Instance).Addresses[0];

    public Listed Decode() => Listed.Parser.ParseFrom(_encoded);

    /// <summary>Of locations, each of which has a tag and a length in front in the place of its comma.</summary>
    private static int SizeOf(string downIn) => downIn.Length == 0 ? 0 : downIn.Length + downIn.AsSpan().Count(',') + 2;
}
