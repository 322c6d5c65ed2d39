using System.CommandLine;
using Muster.Cli.CommandLine;
using Muster.Server.Hosting;

namespace Muster.Cli;

/// <summary><c>muster server</c>: runs a node until it is told to stop.</summary>
internal static class ServerCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config") { HelpName = "FILE", Description = "JSON with a section \"MusterServer\"; deploy/muster.json shows every setting. Environment variables such as MusterServer__Http override it." };
        var data = new Option<string?>("--data") { HelpName = "DIR", Description = "The folder of the node's own files. Default: muster-data." };
        var http = new Option<string?>("--http") { HelpName = "ADDRESS:PORT", Description = "Where the HTTP API listens. Default: 127.0.0.1:7500." };
        var rpc = new Option<string?>("--rpc") { HelpName = "ADDRESS:PORT", Description = "Where clients connect. Default: 127.0.0.1:7501." };
        var requireToken = new Option<bool>("--require-token") { Description = "Serve nobody without a token, this machine included. Default: a node that only its machine can reach is open to it." };
        var insecure = new Option<bool>("--insecure") { Description = "Serve anybody who can reach the ports, in cleartext. For closed test networks." };

        var verb = new Verb("server", "Runs a registry.")
        {
            Details = ["Where others can reach it, a node that was given no certificate or no token makes its own, and prints the token once.", "Exit code 0: stopped as asked; 1: failed; 2: could not start as it was told to."],
            Examples = ["muster server --data /var/lib/muster", "muster server --config muster.json --rpc 0.0.0.0:7501 --http 0.0.0.0:7500"],
        };
        foreach (var option in new Option[] { config, data, http, rpc, requireToken, insecure }) verb.Add(option);
        verb.Does((line, cancel) => NodeProcess.RunAsync(
            line.GetValue(config), Overrides(line, (data, "DataDir"), (http, "Http"), (rpc, "Rpc"), (requireToken, "RequireToken"), (insecure, "Insecure")),
            line.InvocationConfiguration.Error, cancel));
        return verb;
    }

    /// <summary>What was said on the command line, by the name that it has in configuration.</summary>
    private static Dictionary<string, string?> Overrides(ParseResult line, params ReadOnlySpan<(Option Option, string Setting)> said)
    {
        var overrides = new Dictionary<string, string?>();
        foreach (var (option, setting) in said)
        {
            if (line.GetResult(option) is not { Implicit: false } result) continue;
            overrides[$"MusterServer:{setting}"] = result.Tokens is [var token, ..] ? token.Value : "true";
        }

        return overrides;
    }
}
