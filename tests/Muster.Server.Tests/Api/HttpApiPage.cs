using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Muster.Server.Tests.Api;

/// <summary>docs/http-api.md shows what a new registry really answers.</summary>
public sealed partial class HttpApiPage
{
    private const string Curl = "/usr/bin/curl";

    [Fact]
    public async Task Every_example_of_the_page_answers_as_the_page_says()
    {
        Assert.SkipUnless(File.Exists(Curl), $"{Curl} is missing; Debian's package curl has it.");
        await using var host = await ApiHost.StartAsync();
        var examples = Example().Matches(await File.ReadAllTextAsync(Page(), TestContext.Current.CancellationToken));

        Assert.True(examples.Count >= 7, $"Only {examples.Count} examples were found.");
        foreach (Match example in examples)
        {
            var command = example.Groups["command"].Value.Replace("localhost:7500", host.Address.Authority, StringComparison.Ordinal);
            Assert.Equal(Masked(example.Groups["answer"].Value.TrimEnd()), Masked((await RunAsync(command)).TrimEnd()));
        }
    }

    /// <summary>Digests, versions and the count of starts are the registry's own.</summary>
    private static string Masked(string text) => Opaque().Replace(text, "…");

    private static string Page()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Muster.slnx"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, "docs", "http-api.md");
    }

    private static async Task<string> RunAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        var answer = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return answer;
    }

    [GeneratedRegex(@"^```sh\n(?<command>[^`]*)^```\n```(json|text)\n(?<answer>[^`]*)^```$", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex("\"[0-9a-f]{16}\"|\"epoch\":[0-9]+")]
    private static partial Regex Opaque();
}
