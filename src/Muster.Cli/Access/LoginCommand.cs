using System.CommandLine;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Access;

/// <summary><c>muster login</c> and <c>muster logout</c>: keeps a token, so that no other verb has to be told it.</summary>
internal static class LoginCommand
{
    public static Command CreateLogin(RegistryOptions registry, Surroundings here)
    {
        var verb = new Verb("login", "Keeps a token for a registry's address, for all other verbs.")
        {
            Details =
            [
                "The token is read from --token-file, else from MUSTER_TOKEN, else from standard input: never from the command line, which others see.",
                "It is kept in $XDG_CONFIG_HOME/muster/logins.json (else ~/.config), which only you can read, with the path of --ca.",
            ],
            Examples =
            [
                "muster login --registry https://registry.example.com:7501 --ca ca.pem --token-file admin.token",
                "muster login --token-file admin.token",
            ],
        };
        registry.AddConnectionTo(verb);
        verb.Does(async (line, cancel) =>
        {
            var target = registry.TargetOf(line, here, known: false);
            if (target.Token.Length == 0) target = target with { Token = (await here.In.ReadLineAsync(cancel))?.Trim() ?? "" };
            if (target.Token.Length == 0) throw new CommandFailure(ExitCode.Usage, "There is no token: give it with --token-file, MUSTER_TOKEN or standard input.");

            using (var calls = target.Open()) await calls.KnockAsync(cancel);
            var logins = Logins.Of(here);
            logins.Keep(target.Address, new Login(target.Token, target.AuthorityFile is { } file ? Path.GetFullPath(file) : null));
            here.Out.WriteLine($"The token for {target.Address} is kept in {logins.File}.");
            return ExitCode.Done;
        });
        return verb;
    }

    public static Command CreateLogout(RegistryOptions registry, Surroundings here)
    {
        var verb = new Verb("logout", "Forgets the token that was kept for a registry's address.")
        {
            Details = ["The token itself still holds: 'muster token revoke' ends it."],
            Examples = ["muster logout --registry https://registry.example.com:7501"],
        };
        registry.AddConnectionTo(verb);
        verb.Does((line, _) =>
        {
            var address = registry.AddressOf(line, here);
            var forgotten = Logins.Of(here).Forget(address);
            if (forgotten) here.Out.WriteLine($"The token for {address} is forgotten.");
            else here.Note($"No token is kept for {address}.");
            return Task.FromResult(forgotten ? ExitCode.Done : ExitCode.NotFound);
        });
        return verb;
    }
}
