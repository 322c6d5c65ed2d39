using System.Globalization;

namespace Muster.Core.Sessions;

/// <summary>Names a session; later ones are larger. Opaque on the wire: <c>epoch-number</c> in hexadecimal.</summary>
internal readonly record struct SessionId(ulong Epoch, ulong Number) : IComparable<SessionId>
{
    public int CompareTo(SessionId other) =>
        Epoch.CompareTo(other.Epoch) is not 0 and var order ? order : Number.CompareTo(other.Number);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch:x}-{Number:x}");

    public static SessionId? Parse(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 2
            && ulong.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var epoch)
            && ulong.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? new SessionId(epoch, number)
            : null;
    }
}
