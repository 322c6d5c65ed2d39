using System.Globalization;
using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Cli.Looking;
using Muster.Protocol;
using Muster.Server.Api;
using Spectre.Console;

namespace Muster.Cli.Access;

/// <summary>What <c>muster token list</c> prints.</summary>
internal static class TokensTable
{
    public static void PrintJson(IReadOnlyList<AccessToken> tokens, Surroundings here) =>
        Screen.PrintJson(JsonSerializer.Serialize(new TokensJson([.. tokens.Select(TokenJson.Of)]), ApiJson.Plain.TokensJson), here);

    public static void Print(IReadOnlyList<AccessToken> tokens, Surroundings here)
    {
        if (tokens.Count == 0)
        {
            here.Note("No token was handed out that you may administer. 'muster token create --help' tells how to begin.");
            return;
        }

        var table = Screen.NewTable("NAME", "MAY", "SCOPE", "AUTHOR", "SECRETS");
        foreach (var token in tokens)
        {
            table.AddRow(
                Screen.Cell(token.Name),
                Screen.Cell(string.Join(",", token.May)),
                Screen.Cell($"{token.Namespace}/{token.Service}"),
                Screen.Cell(token.Author),
                Screen.Cell(string.Join(", ", token.Secrets.Select(SecretOf))));
        }

        Screen.Print(table, here);
    }

    private static string SecretOf(AccessToken.Types.Secret secret) =>
        string.Create(CultureInfo.InvariantCulture, $"{secret.Id} until {DateTimeOffset.FromUnixTimeMilliseconds(secret.ExpiresMs):yyyy-MM-dd HH:mm}");
}
