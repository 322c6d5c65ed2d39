using System.Text.RegularExpressions;

namespace Muster.House;

/// <summary>Nothing in the tree belongs to one machine, and nothing opens a door.</summary>
public sealed partial class Leaks
{
    [Fact]
    public void No_file_names_a_path_of_somebodys_machine() =>
        Offences.None("A path that only one machine has:", Matches(MachinePath()));

    [Fact]
    public void No_file_holds_what_looks_like_a_secret() =>
        Offences.None("Looks like a key, token or password. If it is real, revoke it; if it is made up, make it look so:", Matches(Secret()));

    private static IEnumerable<string> Matches(Regex pattern) =>
        from file in Tree.Files
        where !file.EndsWith("packages.lock.json", StringComparison.Ordinal)
        from line in Tree.Lines(file).Select((text, index) => (Text: text, Number: index + 1))
        where pattern.IsMatch(line.Text)
        select $"{file}:{line.Number}: {line.Text.Trim()}";

    [GeneratedRegex("""(^|[\s"'`(=])/(home|root|work|tmp|Users)/[A-Za-z]""")]
    private static partial Regex MachinePath();

    [GeneratedRegex(
        """-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_\w{30}|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-\w{10}|\beyJ[\w-]{10,}\.eyJ|(?i)(token|secret|password|api_?key)["']?\s*[:=]\s*["'][A-Za-z0-9+/_-]{24,}={0,2}["']""")]
    private static partial Regex Secret();
}
