using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Protocol;
using Muster.Server.Api;
using Spectre.Console;

namespace Muster.Cli.Looking;

/// <summary><c>muster audit</c>: who did what at a node, and what was refused.</summary>
internal static class AuditCommand
{
    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var service = new Option<string?>("--service") { HelpName = "SERVICE", Description = "What is about this service of the namespace. Default: everything." };
        var by = new Option<string?>("--by") { HelpName = "WHO", Description = "What this caller did." };
        var since = new Option<string?>("--since") { HelpName = "TIME", Description = "Not older than this, such as 30m or 2d." };
        var verb = new Verb("audit", "Tells who did what at this node: edits, logins, and what was refused.")
        {
            Details = ["The newest comes first; at most 1000 are told. What is about one service needs the right to operate it, everything the right to administer."],
            Examples = ["muster audit --since 1h", "muster audit --service orders --by anonymous -o json"],
        };
        foreach (var option in new Option[] { service, by, since }) verb.Add(option);
        registry.AddTo(verb, printsLists: true);
        verb.Does(async (line, cancel) =>
        {
            var request = new ListAuditRequest { By = line.GetValue(by) ?? "", Limit = 1000 };
            if (line.GetValue(service) is { } name) request.Service = ServiceName.Check(name);
            if (line.GetValue(since) is { } written)
            {
                var (within, fault) = TimeToLive.Parse("--since", written);
                if (fault is not null) throw new CommandFailure(ExitCode.Usage, fault);
                request.WithinMs = (ulong)within.TotalMilliseconds;
            }

            using var calls = registry.TargetOf(line, here).Open();
            var answer = await calls.AuditAsync(request, cancel);
            if (registry.FormOf(line) is OutputForm.Json) Screen.PrintJson(JsonSerializer.Serialize(AuditJson.Of(answer.Entries), ApiJson.Plain.AuditJson), here);
            else if (answer.Entries.Count > 0) Screen.Print(TableOf(answer.Entries), here);
            else here.Note("Nothing is known of that.");
            return ExitCode.Done;
        });
        return verb;
    }

    private static Table TableOf(IEnumerable<AuditEntry> entries)
    {
        var table = Screen.NewTable("TIME", "BY", "FROM", "WHAT", "OUTCOME");
        foreach (var entry in entries)
        {
            var done = entry.Outcome == "done";
            table.AddRow(
                Screen.Cell(DateTimeOffset.FromUnixTimeMilliseconds(entry.AtMs).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
                Screen.Cell(entry.By.Length > 0 ? entry.By : "-"), Screen.Cell(entry.From.Length > 0 ? entry.From : "-"),
                Screen.Cell(WordsOf(entry)), Screen.Cell(entry.Reason.Length > 0 ? $"{entry.Outcome.TrimEnd('.')}: {entry.Reason}" : entry.Outcome, new Style(done ? Color.Green : Color.Yellow)));
        }

        return table;
    }

    private static string WordsOf(AuditEntry entry)
    {
        var where = entry.Service.Length > 0 ? $" in {entry.Namespace}/{entry.Service}" : entry.Namespace.Length > 0 ? $" in {entry.Namespace}" : "";
        var change = entry.Before.Length + entry.After.Length > 0 ? $": {Shown(entry.Before)} → {Shown(entry.After)}" : "";
        return $"{AuditEntryJson.Word(entry.Kind)} {entry.What}{where}{change}";
    }

    private static string Shown(string value) => value.Length > 0 ? value : "-";
}
