using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Protocol;

namespace Muster.Core.Watch;

/// <summary>One instance as consumers see it: the encoded <see cref="Listed"/>, made once and sent to everyone.</summary>
/// <remarks>
/// Layout: <c>version (9 bytes) · instance (tag, length, bytes) · state · protected · evidence (tag, length, text) · down_in (the same, each)</c>. The
/// version is the hash of all that follows it, so that a reader proves his list without understanding every field.
/// There may be millions, so the bytes are all that is kept of one, and the provider's own live only inside them; the rest is read there.
/// </remarks>
internal readonly struct ListedEntry
{
    private const byte VersionTag = 0x09, InstanceTag = 0x12, StateTag = 0x18, ProtectedTag = 0x20, EvidenceTag = 0x2A, DownInTag = 0x32;
    private const byte IdTag = 0x0A, AddressTag = 0x12, ZoneTag = 0x1A;   // of the instance, in the form of InstanceRules.Encode
    private const int VersionBytes = 9;

    private static readonly NamePool Zones = new();

    private readonly object _held;   // the bytes, or a Covering

    private ListedEntry(byte[] encoded, ListedEntry? own)
    {
        _held = own is { } word ? new Covering(encoded, word) : encoded;
        BinaryPrimitives.WriteUInt64LittleEndian(encoded.AsSpan(1), XxHash64.Hash(encoded.AsSpan(VersionBytes), 0));
    }

    /// <summary>Nobody's: no entry at all.</summary>
    public bool IsNone => _held is null;

    public string Id => Encoding.ASCII.GetString(IdBytes);

    public string Zone
    {
        get
        {
            var rest = Instance;
            Varint.TryTake(ref rest, IdTag, out _);
            while (Varint.TryTake(ref rest, AddressTag, out _)) { }

            return Varint.TryTake(ref rest, ZoneTag, out var zone) ? Zones.Of(zone) : "";
        }
    }

    public ulong Version => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(1));

    public State State => (State)AfterInstance[1];

    public bool Protected => AfterInstance is [_, _, ProtectedTag, ..];

    /// <summary>The state, and why it is not healthy.</summary>
    public Condition Condition
    {
        get
        {
            var rest = AfterState;
            return new(State, Varint.TryTake(ref rest, EvidenceTag, out var evidence) ? Encoding.UTF8.GetString(evidence) : "", DownIn);
        }
    }

    /// <summary>Locations that see it down while others do not, divided by commas.</summary>
    public string DownIn
    {
        get
        {
            var rest = AfterState;
            Varint.TryTake(ref rest, EvidenceTag, out _);
            return rest.IsEmpty ? "" : string.Join(',', Decode().DownIn);
        }
    }

    /// <summary>The provider's own word, where consumers get something else; null where they get that.</summary>
    public ListedEntry? Own => (_held as Covering)?.Own;

    /// <summary>What this entry adds to the digest of its list.</summary>
    public ulong DigestPart => ListDigest.Entry(IdBytes, Version);

    /// <summary>The bucket of its list's digest that it is in.</summary>
    public int Bucket => ListDigest.Bucket(IdBytes);

    public ReadOnlyMemory<byte> Encoded => Bytes;

    /// <summary>The encoded <see cref="Protocol.Instance"/>: the provider's own, unless <see cref="Own"/> says otherwise.</summary>
    public ReadOnlySpan<byte> Instance
    {
        get
        {
            var (start, length) = InstancePlace;
            return Bytes.AsSpan(start, length);
        }
    }

    /// <summary>The provider's preferred address.</summary>
    public string FirstAddress => Protocol.Instance.Parser.ParseFrom((Own ?? this).Instance).Addresses[0];

    public ReadOnlySpan<byte> IdBytes
    {
        get
        {
            var instance = Instance;
            Varint.TryTake(ref instance, IdTag, out var id);
            return id;
        }
    }

    private byte[] Bytes => _held is Covering covering ? covering.Encoded : Unsafe.As<byte[]>(_held);

    private (int Start, int Length) InstancePlace
    {
        get
        {
            ReadOnlySpan<byte> rest = Bytes.AsSpan(VersionBytes + 1);
            Varint.TryRead(ref rest, out var length);
            return (Bytes.Length - rest.Length, (int)length);
        }
    }

    private ReadOnlySpan<byte> AfterInstance
    {
        get
        {
            var (start, length) = InstancePlace;
            return Bytes.AsSpan(start + length);
        }
    }

    private ReadOnlySpan<byte> AfterState => AfterInstance[(Protected ? 4 : 2)..];

    /// <param name="instance">In the form of <see cref="InstanceRules.Encode"/>.</param>
    /// <param name="condition">How it stands.</param>
    /// <param name="isProtected">Whether it is dead, and listed all the same.</param>
    /// <param name="own">The provider's own word, where this is another.</param>
    public static ListedEntry Encode(ReadOnlySpan<byte> instance, Condition condition, bool isProtected, ListedEntry? own = null)
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

        return new(encoded, own);
    }

    /// <summary>The same instance in another condition; itself when nothing differs.</summary>
    public ListedEntry As(Condition condition, bool isProtected) =>
        condition == Condition && isProtected == Protected ? this : Encode(Instance, condition, isProtected);

    /// <summary>The same instance, in the same state, with other words for consumers.</summary>
    public ListedEntry Under(ReadOnlySpan<byte> instance) => Encode(instance, Condition, Protected, own: this);

    /// <summary>Whether it is the very same, not only equal.</summary>
    public bool Is(ListedEntry other) => ReferenceEquals(_held, other._held);

    public bool HasId(string id) => Ascii.Equals(IdBytes, id);

    /// <summary>The order of ids, which are of ASCII.</summary>
    public int CompareId(ReadOnlySpan<byte> id) => IdBytes.SequenceCompareTo(id);

    public Listed Decode() => Listed.Parser.ParseFrom(Bytes);

    /// <summary>Of locations, each of which has a tag and a length in front in the place of its comma.</summary>
    private static int SizeOf(string downIn) => downIn.Length == 0 ? 0 : downIn.Length + downIn.AsSpan().Count(',') + 2;

    /// <summary>What consumers get in the place of the provider's own word.</summary>
    private sealed record Covering(byte[] Encoded, ListedEntry Own);
}
