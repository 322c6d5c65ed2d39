using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using System.Text.RegularExpressions;

namespace Muster.House;

/// <summary>The commands of README and of the newcomer's page are run as a reader would run them: from the top, one terminal per block that keeps running.</summary>
/// <remarks>
/// The line above a block of shell says how: <c>&lt;!-- run: within 60 s --&gt;</c> (it ends by itself, well),
/// <c>&lt;!-- run: keep, within 60 s, prints "ready" --&gt;</c> (it stays until the last block is done),
/// <c>&lt;!-- not run: WHY --&gt;</c>. Either of the first two may name a text that must be printed.
/// </remarks>
public sealed partial class ReadmeCommands
{
    private static readonly string[] Pages = ["README.md", "docs/first-pair.md"];

    private static readonly int[] DefaultPorts = [7500, 7501];

    [Fact]
    public void Every_shell_block_says_how_it_is_run() =>
        Offences.None("Put <!-- run: within 60 s --> or <!-- not run: WHY --> above it:",
            from page in Pages
            from fence in Shell(page)
            where !Run().IsMatch(fence.Marker) && !NotRun().IsMatch(fence.Marker)
            select fence.ToString());

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/first-pair.md")]
    public async Task Every_shell_block_does_what_the_page_says(string page)
    {
        Assert.SkipUnless(page is "README.md" || Directory.Exists(NuGetFolders.Packed), "There are no packages to start from: ./build pack.");
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).Intersect(DefaultPorts).ToList();
        Assert.SkipWhen(taken.Count > 0, $"The commands use the default ports, and somebody listens on {string.Join(" and ", taken)}.");

        using var desk = new Desk(page);
        var seconds = new List<string>();
        foreach (var fence in Shell(page))
        {
            if (Run().Match(fence.Marker) is not { Success: true } run) continue;

            var limit = TimeSpan.FromSeconds(int.Parse(run.Groups["limit"].Value, CultureInfo.InvariantCulture));
            var started = Stopwatch.GetTimestamp();
            var terminal = desk.Open(fence);
            await terminal.ShowsAsync(run.Groups["text"].Value, ends: !run.Groups["keep"].Success, limit);
            seconds.Add($"{fence}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', seconds));
    }

    private static IEnumerable<Fence> Shell(string page) => Fence.In(page).Where(fence => fence.Language is "sh");

    [GeneratedRegex("^<!-- run: (?<keep>keep, )?within (?<limit>[0-9]+) s(, prints \"(?<text>[^\"]+)\")? -->$")]
    private static partial Regex Run();

    [GeneratedRegex("^<!-- not run: .+ -->$")]
    private static partial Regex NotRun();
}
