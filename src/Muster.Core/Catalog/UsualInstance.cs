using System.Text;
using System.Text.Unicode;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>
/// Recognises an encoded instance that keeps every rule of <see cref="InstanceRules"/> and is already in the form that
/// <see cref="InstanceRules.Encode"/> would give it, so that its bytes can be kept as they came.
/// </summary>
/// <remarks>
/// Fields in order, each once, none empty, none unknown; metadata sorted by keys of plain ASCII. Whatever is recognised is
/// right; what is not may still be, and takes the longer way.
/// </remarks>
internal static class UsualInstance
{
    private const byte IdTag = 0x0A, AddressTag = 0x12, ZoneTag = 0x1A, UnitTag = 0x22, WeightTag = 0x28, MetadataTag = 0x32;
    private const byte KeyTag = 0x0A, ValueTag = 0x12;   // of an entry of the metadata

    public static bool TryRead(ReadOnlySpan<byte> instance, NamePool names, out string id)
    {
        id = "";
        var rest = instance;
        if (instance.Length > Limits.InstanceBytes
            || !Varint.TryTake(ref rest, IdTag, out var idBytes)
            || !TakesAddresses(ref rest)
            || !TakesPlace(ref rest, ZoneTag, names)
            || !TakesPlace(ref rest, UnitTag, names)
            || !TakesWeight(ref rest)
            || !TakesMetadata(ref rest)
            || !rest.IsEmpty) return false;

        id = Encoding.ASCII.GetString(idBytes);   // what is not ASCII becomes what no id may contain
        return Names.FaultInInstanceId(id) is null;
    }

    private static bool TakesAddresses(ref ReadOnlySpan<byte> rest)
    {
        var count = 0;
        for (; Varint.TryTake(ref rest, AddressTag, out var address); count++)
            if (!PlainAddress.Is(address)) return false;
        return count is > 0 and <= Limits.Addresses;
    }

    private static bool TakesPlace(ref ReadOnlySpan<byte> rest, byte tag, NamePool names)
    {
        if (!Varint.TryTake(ref rest, tag, out var bytes)) return true;
        var place = names.Of(bytes);
        return place.Length > 0 && Names.FaultInPlace("place", place) is null;
    }

    private static bool TakesWeight(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] != WeightTag) return true;
        rest = rest[1..];
        return Varint.TryRead(ref rest, out var weight) && weight <= Limits.Weight;
    }

    private static bool TakesMetadata(ref ReadOnlySpan<byte> rest)
    {
        var (count, bytes) = (0, 0);
        for (var before = ReadOnlySpan<byte>.Empty; Varint.TryTake(ref rest, MetadataTag, out var entry); count++)
        {
            if (!Varint.TryTake(ref entry, KeyTag, out var key) || !Varint.TryTake(ref entry, ValueTag, out var value) || !entry.IsEmpty) return false;
            if (key.Length is 0 or > Limits.MetadataKey || !Ascii.IsValid(key) || before.SequenceCompareTo(key) >= 0) return false;
            if (value.IsEmpty || !Utf8.IsValid(value)) return false;
            bytes += key.Length + value.Length;
            before = key;
        }

        return count <= Limits.MetadataKeys && bytes <= Limits.MetadataBytes;
    }
}
