namespace Muster.Core.Policy;

/// <summary>A name in which <c>*</c> stands for any text, the empty one included.</summary>
internal static class Pattern
{
    public static bool Matches(string pattern, string name, StringComparison comparison = StringComparison.Ordinal)
    {
        if (!pattern.Contains('*')) return pattern.Equals(name, comparison);

        var parts = pattern.Split('*');
        if (!name.StartsWith(parts[0], comparison)) return false;
        var at = parts[0].Length;
        foreach (var part in parts.AsSpan(1..^1))   // each at its first place: the last part alone is bound to the end
        {
            var found = name.IndexOf(part, at, comparison);
            if (found < 0) return false;
            at = found + part.Length;
        }

        return name.Length - at >= parts[^1].Length && name.EndsWith(parts[^1], comparison);
    }
}
