using System.Globalization;
using Muster.Protocol;

namespace Muster.Server.Control;

/// <summary>How admission policies are kept: <c>v1/policy/REVISION</c> in ten digits, and a <see cref="PolicyDocument"/> as the value. None is ever overwritten.</summary>
internal static class PolicyRecord
{
    public const string All = "v1/policy/";

    public static string Of(ulong revision) => string.Create(CultureInfo.InvariantCulture, $"{All}{revision:D10}");

    /// <summary>Null for a key of something else.</summary>
    public static ulong? RevisionOf(string key) =>
        key.StartsWith(All, StringComparison.Ordinal) && ulong.TryParse(key.AsSpan(All.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null;

    public static PolicyDocument DocumentOf(ControlEntry entry)
    {
        var document = PolicyDocument.Parser.ParseFrom(entry.Value.Span);
        document.Revision = RevisionOf(entry.Key)!.Value;
        return document;
    }

    /// <summary>The one that holds; null where none was ever applied.</summary>
    public static PolicyDocument? NewestIn(ControlImage image) => In(image) is [.., var newest] ? newest : null;

    /// <summary>Those that are kept, oldest first.</summary>
    public static IReadOnlyList<PolicyDocument> In(ControlImage image) => [.. image.Range(All).Select(DocumentOf)];
}
