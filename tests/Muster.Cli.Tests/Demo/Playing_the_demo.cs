namespace Muster.Cli.Tests.Demo;

public sealed class Playing_the_demo
{
    [Fact]
    public async Task The_short_demo_keeps_every_promise_and_fits_80_columns()
    {
        await using var demo = new MusterProcess("demo", "--for", "20s");

        var exitCode = await demo.EndsAsync(TimeSpan.FromMinutes(4));

        Assert.True(exitCode is 0, demo.Printed);
        Assert.Contains("Every promise was kept.", demo.Printed, StringComparison.Ordinal);
        Assert.All(demo.Printed.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task An_interrupted_demo_leaves_nobody_behind()
    {
        await using var demo = new MusterProcess("demo");
        var registry = (await demo.PrintsAsync("all up: registry at")).Split("registry at ")[1].Split(',')[0];
        await demo.PrintsAsync("every list has the registry's digest");

        await demo.SignalAsync("INT");

        Assert.Equal(130, await demo.EndsAsync());
        Assert.Equal(3, (await Said.ByAsync(["services", "--registry", registry])).ExitCode);
    }
}
