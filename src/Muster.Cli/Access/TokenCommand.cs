using System.CommandLine;
using System.Globalization;
using Muster.Cli.CommandLine;
using Muster.Protocol;
using Muster.Server.Api;

namespace Muster.Cli.Access;

/// <summary><c>muster token create|list|rotate|revoke</c>: who may do what, while the registry runs.</summary>
internal static class TokenCommand
{
    public static Command Create(RegistryOptions registry, Surroundings here) => new Verb("token", "Hands tokens out and takes them back.")
    {
        Examples =
        [
            "muster token create orders-team --role provider --scope 'shop/orders*'",
            "muster token list",
            "muster token rotate orders-team --overlap 1d",
            "muster token revoke orders-team",
        ],
        Subcommands = { CreateCreate(registry, here), CreateList(registry, here), CreateRotate(registry, here), CreateRevoke(registry, here) },
    };

    private static Verb CreateCreate(RegistryOptions registry, Surroundings here)
    {
        var name = Name();
        var role = new Option<string[]>("--role") { HelpName = "ROLE", Description = "consumer, provider, operator, detector, relay, node, owner, or a verb. May be said several times.", Required = true, AllowMultipleArgumentsPerToken = false };
        var scope = new Option<string>("--scope") { HelpName = "NAMESPACE/SERVICE", Description = "What it holds for; each a name, or the beginning of one followed by *.", Required = true };
        var environment = new Option<string?>("--environment") { HelpName = "NAME", Description = "Refused where the registry's is another one." };
        var join = new Option<bool>("--join") { Description = "A join token: good once, for a certificate ('muster cert join'), within 1 h at most." };
        var within = For();
        var instances = Bound("--max-instances", "Instances that all who show it may have registered at a time.");
        var subscriptions = Bound("--max-subscriptions", "Services that they may follow at a time, each on each stream.");
        var calls = Bound("--max-calls", "Requests a second beside the streams.");
        var burst = new Option<uint>("--burst") { HelpName = "N", Description = "Requests at once after a pause. Default: two seconds' worth." };
        var verb = new Verb("create", "Hands out a token, and prints its secret: once.")
        {
            Details = ["Nobody hands out more than he may do himself.", "Only the secret is printed to standard output, so that it can go straight into a file or a vault."],
            Examples =
            [
                "muster token create orders-team --role provider --scope 'shop/orders*'",
                "muster token create shop --role provider --role consumer --scope 'shop/*' --for 30d > shop.token",
                "muster token create night-shift --role operator --scope '*/*' --for 12h",
                "muster token create batch --role provider --scope 'batch/*' --max-instances 500 --max-calls 20",
                "muster token create orders-7 --role provider --scope 'shop/orders*' --join > orders-7.join",
            ],
        };
        foreach (var symbol in (Option[])[role, scope, environment, within, join, instances, subscriptions, calls, burst]) verb.Add(symbol);
        verb.Add(name);
        registry.AddConnectionTo(verb);
        verb.Does(async (line, cancel) =>
        {
            if (line.GetRequiredValue(scope).Split('/') is not [var @namespace, var service]) throw new CommandFailure(ExitCode.Usage, "--scope: use NAMESPACE/SERVICE, such as 'shop/orders*' or '*/*'.");
            var request = new CreateTokenRequest
            {
                Name = line.GetRequiredValue(name), Environment = line.GetValue(environment) ?? "", Namespace = @namespace, Service = service,
                May = { line.GetRequiredValue(role) }, WithinMs = DurationOf(line, within), Join = line.GetValue(join),
            };
            if (new[] { instances, subscriptions, calls, burst }.Any(bound => line.GetValue(bound) > 0))
                request.Quota = new() { Instances = line.GetValue(instances), Subscriptions = line.GetValue(subscriptions), CallsPerSecond = line.GetValue(calls), Burst = line.GetValue(burst) };
            using var asked = registry.TargetOf(line, here).Open();
            Tell(await asked.CreateTokenAsync(request, cancel), here);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb CreateRotate(RegistryOptions registry, Surroundings here)
    {
        var name = Name();
        var overlap = new Option<string>("--overlap") { HelpName = "TIME", Description = "How long the old secret still holds; 0s: it ends at once.", DefaultValueFactory = _ => "1d" };
        var within = For();
        var verb = new Verb("rotate", "Gives a token a new secret beside the old one, and prints it: once.")
        {
            Details =
            [
                "Both hold until the overlap is over, so that its holders can change over one by one. Streams that came with the old one go on until then.",
                "There are two secrets at most: rotated again before that, the older one ends at once.",
            ],
            Examples = ["muster token rotate orders-team --overlap 1d > orders-team.token"],
        };
        verb.Add(name);
        verb.Add(overlap);
        verb.Add(within);
        registry.AddConnectionTo(verb);
        verb.Does(async (line, cancel) =>
        {
            var request = new RotateTokenRequest { Name = line.GetRequiredValue(name), OverlapMs = DurationOf(line, overlap!), WithinMs = DurationOf(line, within) };
            using var calls = registry.TargetOf(line, here).Open();
            Tell(await calls.RotateTokenAsync(request, cancel), here);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb CreateRevoke(RegistryOptions registry, Surroundings here)
    {
        var name = Name();
        var secret = new Option<string?>("--secret") { HelpName = "ID", Description = "Only the secret with this id, or the certificate with this serial number, as 'muster token list' shows them. Default: the whole token." };
        var verb = new Verb("revoke", "Ends a token. Streams that came with it are told to go at once.")
        {
            Details =
            [
                "What its holders had registered stays until they have been silent for the session's timeout: 'muster disable' takes an instance out at once.",
                "The last one that may administer the registry is not revoked: hand out another first.",
            ],
            Examples = ["muster token revoke orders-team", "muster token revoke orders-team --secret 3f8a12bc"],
        };
        verb.Add(name);
        verb.Add(secret);
        registry.AddConnectionTo(verb);
        verb.Does(async (line, cancel) =>
        {
            var request = new RevokeTokenRequest { Name = line.GetRequiredValue(name), SecretId = line.GetValue(secret) ?? "" };
            using var calls = registry.TargetOf(line, here).Open();
            await calls.RevokeTokenAsync(request, cancel);
            here.Out.WriteLine(ForeignText.Show($"{request.Name}: {(request.SecretId.Length > 0 ? $"secret {request.SecretId} is" : "is")} revoked. Streams that came with it were told to go."));
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb CreateList(RegistryOptions registry, Surroundings here)
    {
        var verb = new Verb("list", "Lists the tokens that you may administer, without their secrets.")
        {
            Details = ["Tokens of the node's configuration are not in it."],
            Examples = ["muster token list", "muster token list -o json"],
        };
        registry.AddConnectionTo(verb);
        registry.AddFormTo(verb);
        verb.Does(async (line, cancel) =>
        {
            using var calls = registry.TargetOf(line, here).Open();
            var tokens = (await calls.TokensAsync(cancel)).Tokens;
            if (registry.FormOf(line) is OutputForm.Json) TokensTable.PrintJson(tokens, here);
            else TokensTable.Print(tokens, here);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Option<uint> Bound(string name, string description) => new(name) { HelpName = "N", Description = $"{description} Default: as the node is configured." };

    private static Argument<string> Name() => new("NAME") { Description = "Names the caller in lists, logs and refusals." };

    private static Option<string?> For() => new("--for") { HelpName = "TIME", Description = "When the secret ends, such as 12h or 30d. Default: 90d; of a join token 1h." };

    private static ulong DurationOf(ParseResult line, Option<string?> option)
    {
        if (line.GetValue(option) is not { } written || written is "0s" or "0") return 0;
        var (value, fault) = TimeToLive.Parse(option.Name, written);
        return fault is null ? (ulong)value.TotalMilliseconds : throw new CommandFailure(ExitCode.Usage, fault);
    }

    private static void Tell(NewSecret made, Surroundings here)
    {
        here.Out.WriteLine(made.Secret);
        if (made.Token.Join is { } join)
        {
            here.Note(string.Create(CultureInfo.InvariantCulture, $"This is the join token of '{made.Token.Name}'. It is told this once, is good once, and ends at {DateTimeOffset.FromUnixTimeMilliseconds(join.ExpiresMs):yyyy-MM-dd HH:mm} UTC. Use it with 'muster cert join'."));
            return;
        }

        var secret = made.Token.Secrets[^1];
        here.Note(string.Create(CultureInfo.InvariantCulture, $"This is the secret {secret.Id} of '{made.Token.Name}'. It is told this once, and holds until {DateTimeOffset.FromUnixTimeMilliseconds(secret.ExpiresMs):yyyy-MM-dd HH:mm} UTC."));
        if (WhoNeedsNone(made.OpenTo) is { } open) here.Note(open);
    }

    private static string? WhoNeedsNone(NewSecret.Types.Openness open) => open switch
    {
        NewSecret.Types.Openness.OwnMachine => "This node serves its own machine without a token, and nobody else reaches it. Start it with --require-token (MusterServer:RequireToken) to ask everybody for one.",
        NewSecret.Types.Openness.Everybody => "This node serves everybody without a token. Start it without --insecure (MusterServer:Insecure) to ask for one.",
        _ => null,
    };
}
