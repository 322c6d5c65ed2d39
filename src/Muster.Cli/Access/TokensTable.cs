using System.Globalization;
using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Cli.Looking;
using Muster.Core;
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

        var table = Screen.NewTable("NAME", "MAY", "SCOPE", "AUTHOR", "HOLDS", "SECRETS");
        foreach (var token in tokens)
        {
            table.AddRow(
                Screen.Cell(token.Name),
                Screen.Cell(string.Join(",", token.May)),
                Screen.Cell($"{token.Namespace}/{token.Service}"),
                Screen.Cell(token.Author),
                Screen.Cell(HoldsOf(token)),
                Screen.Cell(string.Join(", ", ProofsOf(token))));
        }

        Screen.Print(table, here);
    }

    /// <summary>What is held by it, and beyond how much nothing more is.</summary>
    private static string HoldsOf(AccessToken token)
    {
        var (used, quota) = (token.Used ?? new(), token.Quota ?? new());
        var calls = quota.CallsPerSecond > 0 ? string.Create(CultureInfo.InvariantCulture, $", {quota.CallsPerSecond} calls/s") : "";
        return $"{Of(used.Instances, quota.Instances, "instance")}, {Of(used.Subscriptions, quota.Subscriptions, "subscription")}{calls}";
    }

    private static string Of(uint used, uint bound, string one) =>
        bound == 0 ? Counted.Of(used, one) : string.Create(CultureInfo.InvariantCulture, $"{used} of {Counted.Of(bound, one)}");

    private static IEnumerable<string> ProofsOf(AccessToken token)
    {
        if (token.Join is { } join && token.Certificates.Count == 0)
            yield return join.UsedMs > 0 ? "joined; no certificate is left" : string.Create(CultureInfo.InvariantCulture, $"may join until {DateTimeOffset.FromUnixTimeMilliseconds(join.ExpiresMs):yyyy-MM-dd HH:mm} UTC");
        foreach (var secret in token.Secrets) yield return SecretOf(secret);
        foreach (var shown in token.Certificates)
            yield return string.Create(CultureInfo.InvariantCulture, $"certificate {shown.Serial} until {DateTimeOffset.FromUnixTimeMilliseconds(shown.ExpiresMs):yyyy-MM-dd HH:mm} UTC");
    }

    private static string SecretOf(AccessToken.Types.Secret secret) =>
        string.Create(CultureInfo.InvariantCulture, $"{secret.Id} until {DateTimeOffset.FromUnixTimeMilliseconds(secret.ExpiresMs):yyyy-MM-dd HH:mm} UTC");
}
