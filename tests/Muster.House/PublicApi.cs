using System.Reflection;

namespace Muster.House;

/// <summary>What our users compile against changes only where the change shows in a review.</summary>
public sealed class PublicApi
{
    [Theory]
    [InlineData("Muster.AspNetCore")]
    [InlineData("Muster.Client")]
    [InlineData("Muster.Protocol")]
    public void The_public_surface_is_the_one_agreed(string name)
    {
        var baseline = Tree.Full($"tests/Muster.House/PublicApi/{name}.txt");
        string[] now = [.. ApiText.Of(Assembly.Load(name))];

        if (Environment.GetEnvironmentVariable("MUSTER_ACCEPT_API") is "1")
            File.WriteAllText(baseline, string.Concat(now.Select(line => line + "\n")));

        Offences.None(
            $"""
            The public surface of {name} is not that of {Path.GetRelativePath(Tree.Root, baseline)} (- gone, + new).
            If that is meant, run the tests of Muster.House once with MUSTER_ACCEPT_API=1 and commit the file:
            """,
            Difference(File.Exists(baseline) ? File.ReadAllLines(baseline) : [], now));
    }

    /// <summary>Members are compared together with their type, as the same line stands under many.</summary>
    private static IEnumerable<string> Difference(string[] before, string[] now)
    {
        var (was, isNow) = (Qualified(before).ToHashSet(), Qualified(now).ToHashSet());
        return was.Except(isNow).Select(line => "- " + line)
            .Concat(isNow.Except(was).Select(line => "+ " + line))
            .OrderBy(line => line[2..], StringComparer.Ordinal);
    }

    private static IEnumerable<string> Qualified(string[] lines)
    {
        var type = "";
        foreach (var line in lines)
        {
            if (line.StartsWith(' ')) yield return $"{type} » {line.Trim()}";
            else yield return type = line;
        }
    }
}
