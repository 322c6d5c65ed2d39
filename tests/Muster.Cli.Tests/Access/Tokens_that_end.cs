using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests.Access;

/// <summary>What becomes of real processes whose token opens nothing, or does so no more.</summary>
public sealed class Tokens_that_end(RunningRegistry registry) : IClassFixture<RunningRegistry>, IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("muster-ended-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task Nobody_registers_or_watches_for_ever_with_a_token_that_opens_nothing()
    {
        var elsewhere = await CreateAsync("elsewhere", "provider", "elsewhere/*");
        foreach (var verb in (string[][])[["register", "ended", "--address", "http://10.0.0.7:80"], ["watch", "ended"]])
        {
            await using var process = Start(verb, elsewhere);

            Assert.Equal(ExitCode.Refused, await process.EndsAsync());
            Assert.Contains("elsewhere", process.Printed, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_list_that_the_token_may_read_and_not_follow_ends_the_watch()
    {
        await using var watch = Start(["watch", "ended"], await CreateAsync("reader", "list", "default/ended"));

        await watch.PrintsAsync("Caller 'reader' may not subscribe service 'ended' in namespace 'default'.");
        Assert.Equal(ExitCode.Refused, await watch.EndsAsync());
    }

    [Fact]
    public async Task When_the_token_is_revoked_programs_run_on_and_all_else_ends_and_it_is_said_once()
    {
        var token = await CreateAsync("mortal", "owner", "default/*");
        await using var runs = Start(["register", "ended", "--id", "runs", "--address", "http://10.0.0.7:80", "--", "sh", "-c", "exec sleep 600"], token);
        await runs.PrintsAsync("Registered runs of ended");
        await using var held = Start(["register", "ended", "--id", "held", "--address", "http://10.0.0.7:81"], token);
        await held.PrintsAsync("Registered held of ended");
        await using var watch = Start(["watch", "ended"], token);
        await watch.PrintsAsync("+ runs");

        Assert.Equal(ExitCode.Done, (await Said.ByAsync(["token", "revoke", "mortal", "--registry", registry.Rpc])).ExitCode);

        Assert.Equal(ExitCode.Refused, await watch.EndsAsync());
        Assert.Equal(ExitCode.Refused, await held.EndsAsync());
        await runs.PrintsAsync($"{registry.Rpc} refuses this process: The token of 'mortal' (secret ");
        Assert.Equal(1, runs.Printed.Split("refuses this process").Length - 1);
        Assert.Equal(143, await runs.StopAsync());
    }

    private async Task<string> CreateAsync(string name, string role, string scope)
    {
        var created = await Said.ByAsync(["token", "create", name, "--role", role, "--scope", scope, "--registry", registry.Rpc]);
        var file = Path.Combine(_home.FullName, name);
        await File.WriteAllTextAsync(file, created.Out.Trim(), TestContext.Current.CancellationToken);
        return file;
    }

    private MusterProcess Start(string[] verb, string tokenFile) => new([verb[0], "--registry", registry.Rpc, "--token-file", tokenFile, .. verb[1..]]);
}
