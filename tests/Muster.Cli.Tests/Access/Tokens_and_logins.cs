using System.Text.Json.Nodes;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests.Access;

/// <summary>Handing out and taking back against a real registry, and the token that every verb then knows.</summary>
public sealed class Tokens_and_logins(RunningRegistry registry) : IClassFixture<RunningRegistry>, IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("muster-login-");

    private string LoginFile => Path.Combine(_home.FullName, ".config", "muster", "logins.json");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task Only_the_secret_is_printed_and_it_is_known_until_it_is_revoked()
    {
        var created = await RunAsync(["token", "create", "printed", "--role", "consumer", "--scope", "default/*", "--for", "2h"]);
        Assert.Equal(ExitCode.Done, created.ExitCode);
        var secret = Assert.Single(created.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("muster_", secret, StringComparison.Ordinal);
        Assert.StartsWith("muster: This is the secret ", created.Error, StringComparison.Ordinal);
        Assert.Contains("This node serves its own machine without a token, and nobody else reaches it. Start it with --require-token", created.Error, StringComparison.Ordinal);

        var listed = JsonNode.Parse((await RunAsync(["token", "list", "-o", "json"])).Out)!["tokens"]!.AsArray().Single(token => (string)token!["name"]! == "printed")!;
        Assert.Equal(("default", "*", "anonymous"), ((string)listed["namespace"]!, (string)listed["service"]!, (string)listed["author"]!));
        Assert.Contains("printed", (await RunAsync(["token", "list"])).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await RunAsync(["services"], ("MUSTER_TOKEN", secret))).ExitCode);

        Assert.Equal("printed: is revoked. Streams that came with it were told to go.\n", (await RunAsync(["token", "revoke", "printed"])).Out);
        Assert.Equal(ExitCode.Refused, (await RunAsync(["services"], ("MUSTER_TOKEN", secret))).ExitCode);
        Assert.Equal(ExitCode.NotFound, (await RunAsync(["token", "revoke", "printed"])).ExitCode);
    }

    [Fact]
    public async Task A_rotated_token_has_two_secrets_until_the_overlap_is_over()
    {
        var first = (await RunAsync(["token", "create", "rotated", "--role", "consumer", "--scope", "default/*"])).Out.Trim();
        var second = (await RunAsync(["token", "rotate", "rotated", "--overlap", "1h"])).Out.Trim();
        var third = (await RunAsync(["token", "rotate", "rotated", "--overlap", "0s"])).Out.Trim();

        Assert.Equal(ExitCode.Refused, (await RunAsync(["services"], ("MUSTER_TOKEN", first))).ExitCode);
        Assert.Equal(ExitCode.Refused, (await RunAsync(["services"], ("MUSTER_TOKEN", second))).ExitCode);
        Assert.Equal(ExitCode.Done, (await RunAsync(["services"], ("MUSTER_TOKEN", third))).ExitCode);
    }

    [Fact]
    public async Task A_login_is_kept_for_its_registry_in_a_file_that_only_its_owner_reads()
    {
        var secret = (await RunAsync(["token", "create", "kept", "--role", "consumer", "--scope", "default/*"])).Out.Trim();
        var file = Path.Combine(_home.FullName, "kept.token");
        await File.WriteAllTextAsync(file, secret, TestContext.Current.CancellationToken);

        Assert.Equal($"The token for {registry.Rpc} is kept in {LoginFile}.\n", (await RunAsync(["login", "--token-file", file])).Out);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(LoginFile));

        var refused = await RunAsync(["token", "create", "more", "--role", "consumer", "--scope", "default/*"]);
        Assert.Contains("Caller 'kept' may not admin", refused.Error, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Done, (await RunAsync(["logout"])).ExitCode);
        Assert.DoesNotContain(secret, await File.ReadAllTextAsync(LoginFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotFound, (await RunAsync(["logout"])).ExitCode);
    }

    [Fact]
    public async Task A_token_that_the_registry_does_not_know_is_not_kept()
    {
        var refused = await RunAsync(["login"], ("MUSTER_TOKEN", "guess"));

        Assert.Equal(ExitCode.Refused, refused.ExitCode);
        Assert.False(File.Exists(LoginFile));
    }

    [Theory]
    [InlineData("There is no token: give it with --token-file, MUSTER_TOKEN or standard input.", "login")]
    [InlineData("--scope: use NAMESPACE/SERVICE, such as 'shop/orders*' or '*/*'.", "token", "create", "x", "--role", "admin", "--scope", "shop")]
    [InlineData("--for 'soon' is no duration. Use a number and a unit, such as 30s or 2m.", "token", "create", "x", "--role", "admin", "--scope", "*/*", "--for", "soon")]
    [InlineData("environment 'prod': this registry belongs to none (MusterServer:Environment), and its tokens hold nowhere else.", "token", "create", "x", "--role", "admin", "--scope", "*/*", "--environment", "prod")]
    public async Task A_fault_says_what_to_do(string message, params string[] args)
    {
        var said = await RunAsync(args);

        Assert.Equal((ExitCode.Usage, $"muster: {message}\n"), (said.ExitCode, said.Error));
    }

    [Fact]
    public async Task A_namespace_before_the_verb_is_not_passed_over_in_silence()
    {
        var said = await RunAsync(["-n", "shop", "token", "list"]);

        Assert.Equal((ExitCode.Usage, "muster: 'muster token list' does not take --namespace.\n"), (said.ExitCode, said.Error));
    }

    private Task<Said> RunAsync(string[] args, params (string Name, string Value)[] variables) =>
        Said.ByAsync(args, [("HOME", _home.FullName), ("MUSTER_REGISTRY", registry.Rpc), .. variables]);
}
