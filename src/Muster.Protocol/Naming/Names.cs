using System.Buffers;

namespace Muster.Protocol;

/// <summary>The grammar of every name. Each check answers null, or the fault in words that a user can act on.</summary>
public static class Names
{
    private static readonly SearchValues<char> NamespaceChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> ServiceChars = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:");

    private static readonly SearchValues<char> InstanceChars = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:@");

    private static readonly SearchValues<char> PlaceChars = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>Checks a namespace: 1..63 lower-case letters, digits and inner hyphens.</summary>
    public static string? FaultInNamespace(string name) =>
        Fits(name, Limits.Namespace, NamespaceChars) && name[0] != '-' && name[^1] != '-'
            ? null
            : $"namespace {Quote(name)}: use 1 to {Limits.Namespace} lower-case letters, digits and hyphens, not starting or ending with a hyphen.";

    /// <summary>Checks a service name: 1..128 letters, digits and <c>. _ - :</c>, starting with a letter or digit.</summary>
    public static string? FaultInService(string name) =>
        Fits(name, Limits.Name, ServiceChars) && char.IsAsciiLetterOrDigit(name[0])
            ? null
            : $"service name {Quote(name)}: use 1 to {Limits.Name} letters, digits and . _ - : starting with a letter or digit.";

    /// <summary>Checks an instance id: 1..128 letters, digits and <c>. _ - : @</c>, starting with a letter or digit.</summary>
    public static string? FaultInInstanceId(string id) =>
        Fits(id, Limits.Name, InstanceChars) && char.IsAsciiLetterOrDigit(id[0])
            ? null
            : $"instance id {Quote(id)}: use 1 to {Limits.Name} letters, digits and . _ - : @ starting with a letter or digit.";

    /// <summary>Checks a zone or unit: at most 64 letters, digits and <c>. _ -</c>; empty means none.</summary>
    public static string? FaultInPlace(string what, string name) =>
        name.Length == 0 || Fits(name, Limits.Place, PlaceChars)
            ? null
            : $"{what} {Quote(name)}: use at most {Limits.Place} letters, digits and . _ -.";

    /// <summary>A foreign text made safe to print: shortened, control characters replaced.</summary>
    public static string Quote(string text) => Quote(text, 40);

    /// <summary>As <see cref="Quote(string)"/>, with a length of one's own.</summary>
    public static string Quote(string text, int longest)
    {
        var shown = text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest), "…");
        return $"'{string.Create(shown.Length, shown, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) ? '?' : source[i];
        })}'";
    }

    private static bool Fits(string name, int longest, SearchValues<char> allowed) =>
        name.Length > 0 && name.Length <= longest && !name.AsSpan().ContainsAnyExcept(allowed);
}
