using System.Text;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>Makes strings of names that come again and again, such as services and zones, once for many.</summary>
/// <remarks>
/// Bounded: a name forgets whichever had its place. Safe for several threads: a place holds one whole string or another.
/// </remarks>
internal sealed class NamePool
{
    private const int Places = 4096;

    private readonly string?[] _names = new string?[Places];

    /// <summary>Of ASCII; what is not becomes what no name may contain.</summary>
    public string Of(ReadOnlySpan<byte> name)
    {
        ref var place = ref _names[XxHash64.Hash(name, 0) % Places];
        if (place is { } known && Ascii.Equals(name, known)) return known;
        var made = Encoding.ASCII.GetString(name);
        if (name.Length <= Limits.Name) place = made;
        return made;
    }
}
