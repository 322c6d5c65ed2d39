using System.Diagnostics;
using Muster.Client;

namespace Muster.Cli.Tests.CommandLine;

public sealed class Output_that_takes_no_more(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // of a slow and busy machine

    [Theory]
    [InlineData("muster services >/dev/full")]
    [InlineData("muster services -o json >/dev/full")]
    [InlineData("muster instances orders >/dev/full")]
    [InlineData("muster watch orders -o json >/dev/full")]
    [InlineData("muster --help >/dev/full")]
    public async Task A_full_disk_is_told_in_one_line_and_ends_with_1(string line)
    {
        await using var client = await RegisteredAsync();

        var (exitCode, output, error) = await ShellAsync(line);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.EndsWith("muster: The output cannot be written: No space left on device.\n", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("muster services | true")]
    [InlineData("muster services -o json | true")]
    [InlineData("muster --help | true")]
    [InlineData("muster watch orders 2>/dev/null | head -1 >/dev/null")]
    [InlineData("muster watch nobody 2>/dev/null | true")]
    public async Task A_reader_who_has_seen_enough_ends_it_quietly(string line)
    {
        await using var client = await RegisteredAsync();

        Assert.Equal((0, "", ""), await ShellAsync(line));
    }

    [Fact]
    public async Task Where_even_notes_cannot_be_written_the_exit_code_tells()
    {
        await using var client = await RegisteredAsync();

        Assert.Equal((1, "", ""), await ShellAsync("muster services >/dev/full 2>/dev/full"));
    }

    private async Task<(int ExitCode, string Out, string Error)> ShellAsync(string line)
    {
        var start = new ProcessStartInfo("sh", ["-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["MUSTER_REGISTRY"] = registry.Rpc;
        start.Environment.Remove("MUSTER_TOKEN");
        using var shell = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var output = shell.StandardOutput.ReadToEndAsync(patience.Token);
            var error = await shell.StandardError.ReadToEndAsync(patience.Token);
            await shell.WaitForExitAsync(patience.Token);
            return (shell.ExitCode, await output, error);
        }
        finally
        {
            if (!shell.HasExited) shell.Kill(entireProcessTree: true);
        }
    }

    private async Task<MusterClient> RegisteredAsync()
    {
        var client = MusterClient.Start(new MusterOptions { Registries = { registry.Rpc }, SnapshotFolder = "" });
        await client.RegisterAsync("orders", new InstanceDescription("http://10.0.0.7:8080"), TestContext.Current.CancellationToken);
        return client;
    }
}
