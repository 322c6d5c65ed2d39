using System.Diagnostics;
using Muster.Server.Metrics;
using Muster.Server.Tests.Api;

namespace Muster.Server.Tests.Metrics;

public sealed class Promtool
{
    private const string Tool = "/usr/bin/promtool";

    [Fact]
    public async Task Promtool_finds_nothing_to_say_about_the_figures()
    {
        Assert.SkipUnless(File.Exists(Tool), $"{Tool} is missing; Debian's package prometheus has it.");
        await using var host = await ApiHost.StartAsync();
        await host.PutAsync("o-1");
        using var reader = await host.FollowAsync();
        await reader.NextAsync();
        host.Meter.Checkpointed(new CheckpointFigures(At: 0, Bytes: 4096, TimeSpan.FromMilliseconds(12)));
        using var scraped = await host.SendAsync(HttpMethod.Get, "/metrics");

        var (code, words) = await CheckAsync(await scraped.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal((0, ""), (code, words));
    }

    private static async Task<(int Code, string Words)> CheckAsync(string figures)
    {
        using var tool = Process.Start(new ProcessStartInfo(Tool, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        await tool.StandardInput.WriteAsync(figures);
        tool.StandardInput.Close();
        var words = await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (tool.ExitCode, words);
    }
}
