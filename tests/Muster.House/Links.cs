using System.Text.RegularExpressions;

namespace Muster.House;

/// <summary>A reader of any page can follow every link that stays inside the tree.</summary>
public sealed partial class Links
{
    [Fact]
    public void Every_relative_link_resolves() =>
        Offences.None("A link that leads nowhere:",
            from page in Tree.Pages
            from Match match in Link().Matches(WithoutFences(Tree.Read(page)))
            let link = match.Groups["target"].Value
            where !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal)
            where !Resolves(page, link)
            select $"{page}: {link}");

    private static bool Resolves(string page, string link)
    {
        var parts = link.Split('#', 2);
        var target = parts[0].Length is 0
            ? page
            : Path.GetRelativePath(Tree.Root, Path.GetFullPath(Path.Combine(Tree.Root, Path.GetDirectoryName(page)!, parts[0]))).Replace('\\', '/');

        return Tree.Exists(target)
            && (parts.Length is 1 || !target.EndsWith(".md", StringComparison.Ordinal) || Anchors(target).Contains(parts[1]));
    }

    /// <summary>Headings as the forges turn them into anchors: lower case, punctuation gone, spaces to hyphens.</summary>
    private static IEnumerable<string> Anchors(string page) =>
        from Match heading in Heading().Matches(WithoutFences(Tree.Read(page)))
        select Punctuation().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string WithoutFences(string text) => Fence().Replace(text, "");

    [GeneratedRegex(@"(?<!!)\[[^\]\n]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
