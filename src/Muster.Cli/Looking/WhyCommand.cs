using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Server.Api;
using Spectre.Console;

namespace Muster.Cli.Looking;

/// <summary><c>muster why SERVICE ID</c>: how an instance stands, or why it has left.</summary>
internal static class WhyCommand
{
    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var service = new Argument<string>("SERVICE") { Description = "The service's name." };
        var id = new Argument<string>("ID") { Description = "The instance's id." };
        var verb = new Verb("why", "Tells how an instance stands and why, or why it has left.")
        {
            Details = ["What became of it is told for a day. Exit code 5: nothing is known under the id."],
            Examples = ["muster why orders orders-1", "muster why orders orders-1 -n prod -o json"],
        };
        verb.Add(service);
        verb.Add(id);
        registry.AddTo(verb, printsLists: true);
        verb.Does(async (line, cancel) =>
        {
            var (name, instance) = (ServiceName.Check(line.GetRequiredValue(service)), line.GetRequiredValue(id));
            using var calls = registry.TargetOf(line, here).Open();
            var told = ExplanationJson.Of(name, instance, await calls.ExplainAsync(name, instance, cancel));
            if (registry.FormOf(line) is OutputForm.Json)
            {
                Screen.PrintJson(JsonSerializer.Serialize(told, ApiJson.Plain.ExplanationJson), here);
                return ExitCode.Done;
            }

            here.Out.WriteLine(ForeignText.Show(Sentence(told)));
            foreach (var overlay in told.Now?.Overlays ?? []) here.Out.WriteLine(ForeignText.Show($"Laid over it: {overlay.Field}={overlay.Value} by {overlay.Author}{(overlay.Expires is { } end ? $", until {Time(end)}" : "")}: {overlay.Reason}"));
            if (told.Refused is { } refused) here.Out.WriteLine(ForeignText.Show($"Refused at {Time(refused.At)}, as {Or(refused.By, "nobody")} from {Or(refused.From, "somewhere")}: {refused.Outcome}"));
            if (told.History.Count > 0) Screen.Print(TableOf(told.History), here);
            return ExitCode.Done;
        });
        return verb;
    }

    private static string Sentence(ExplanationJson told) => told switch
    {
        { Now: { Place: "listed" } now } => $"{told.Id} is listed, {now.State}{StateText.DownIn(now.DownIn)}{Why(now.Evidence)}. {Holder(now)}",
        { Now: { Place: "protected" } now } => $"{told.Id} is judged dead{Why(now.Evidence)}, and listed all the same: hiding it would hide too many. {Holder(now)}",
        { Now: { Place: "hidden" } now } => $"{told.Id} is hidden: judged dead{Why(now.Evidence)}. {Holder(now)}",
        { Now: { } now } => $"{told.Id} is registered, and kept from consumers: {now.Cause}. Its process is {now.State}{Why(now.Evidence)}. {Holder(now)}",
        { History: [{ What: "left" } left, ..] } => $"{told.Id} is gone since {Time(left.At)}: {left.Cause ?? "for an unknown cause"}{Why(left.Evidence)}{(left.By.Length > 0 ? $", by {left.By}" : "")}.",
        _ => $"{told.Id} is not registered.",
    };

    private static string Holder(StandingJson now) => $"Held by {Or(now.Client, "nobody")}, as {Or(now.Caller, "nobody")}, for {now.For}.";

    private static string Why(string evidence) => evidence.Length > 0 ? $": {evidence}" : "";

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    private static string Time(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static Table TableOf(IReadOnlyList<InstanceChangeJson> history)
    {
        var table = Screen.NewTable("TIME", "WHAT", "BY", "WHY");
        foreach (var (change, before) in history.Zip([.. history.Skip(1), null]))
            table.AddRow(Screen.Cell(Time(change.At)), Screen.Cell($"{change.What}{(change.State is { } state ? $" {state}" : "")}{(change.Weight is { } weight && before?.Weight is { } was && weight != was ? $", weight {was} → {weight}" : "")}{StateText.DownIn(change.DownIn)}"), Screen.Cell(Or(change.By, "-")), Screen.Cell($"{change.Cause}{(change.Cause is null ? "" : Why(change.Evidence))}{(change.Cause is null ? change.Evidence : "")}"));
        return table;
    }
}
