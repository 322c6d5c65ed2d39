using Muster.Cli.Access;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests.Access;

/// <summary>For which addresses a login is found, and what is said where there is none.</summary>
public sealed class Logins_by_address : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("muster-logins-");

    public void Dispose() => _home.Delete(recursive: true);

    [Theory]
    [InlineData("localhost:7501", "127.0.0.1:7501", true)]
    [InlineData("127.0.0.1:7501", "https://localhost:7501/", true)]
    [InlineData("https://LOCALHOST:7501", "[::1]:7501", true)]
    [InlineData("localhost:7501", "127.0.0.1:7502", false)]
    [InlineData("localhost:7501", "127.0.0.2:7501", false)]
    [InlineData("https://registry.example.com:7501", "registry.example.com:7501", true)]
    [InlineData("registry-1:7501", "registry-2:7501", false)]
    public void This_machine_is_one_whatever_it_is_called(string kept, string asked, bool found)
    {
        var logins = new Logins(Path.Combine(_home.FullName, "logins.json"));
        logins.Keep(kept, new("secret", null));

        Assert.Equal(found, logins.Find(asked) is not null);
        Assert.Equal(found, logins.Forget(asked));
    }

    [Fact]
    public void One_that_was_kept_by_an_earlier_name_is_found()
    {
        var file = Path.Combine(_home.FullName, "logins.json");
        File.WriteAllText(file, """{ "127.0.0.1:7501": { "token": "secret", "authority": null } }""");

        Assert.Equal("secret", new Logins(file).Find("localhost:7501")?.Token);
    }

    [Fact]
    public async Task Where_there_is_none_for_a_registry_that_asks_for_one_the_others_are_named()
    {
        await using var closed = new RunningRegistry { Configuration = """{ "MusterServer": { "RequireToken": true } }""" };
        await closed.InitializeAsync();
        var logins = new Logins(Path.Combine(_home.FullName, "muster", "logins.json"));
        logins.Keep("registry-1:7501", new("secret", null));
        logins.Keep("127.0.0.1:1", new("secret", null));

        var said = await Said.ByAsync(["services"], ("MUSTER_REGISTRY", closed.Rpc), ("XDG_CONFIG_HOME", _home.FullName));
        var wrong = await Said.ByAsync(["services"], ("MUSTER_REGISTRY", closed.Rpc), ("XDG_CONFIG_HOME", _home.FullName), ("MUSTER_TOKEN", "guess"));

        Assert.Equal(ExitCode.Refused, said.ExitCode);
        Assert.EndsWith($" 'muster login' has kept one for localhost:1, registry-1:7501, and none for {closed.Rpc}: name such a registry with --registry, or log in to this one.\n", said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("muster login", wrong.Error, StringComparison.Ordinal);
    }
}
