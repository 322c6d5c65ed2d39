using System.Globalization;

namespace Muster.Load.Figures;

/// <summary>What was measured, and what must hold, as Markdown.</summary>
internal static class Report
{
    /// <summary>A table for each kind of figures: medians, and how far the runs were apart.</summary>
    public static IEnumerable<string> Tables(Book book)
    {
        foreach (var table in book.Tables)
        {
            var names = book.Names(table);
            yield return $"**{Digits(table)}**";
            yield return "";
            yield return $"| | {string.Join(" | ", names)} |";
            yield return $"|---|{string.Concat(Enumerable.Repeat("---:|", names.Count))}";
            foreach (var subject in book.Subjects(table))
                yield return $"| {subject} | {string.Join(" | ", names.Select(name => Cell(book, table, subject, name)))} |";
            yield return "";
        }
    }

    public static IEnumerable<string> Verdicts(IReadOnlyList<Verdict> verdicts)
    {
        yield return "| figure | must | wished | measured | |";
        yield return "|---|---|---|---|---|";
        foreach (var verdict in verdicts)
            yield return $"| {Title(verdict)} | {verdict.Must} | {verdict.Stretch} | {verdict.Measured} | {verdict.Word} |";
        yield return "";
    }

    public static IEnumerable<string> Failures(Book book)
    {
        foreach (var failure in book.Failures) yield return $"FAILED: {failure.Workload}, {failure.Subject}: {failure.Text}";
        foreach (var (who, why) in book.Absent) yield return $"SKIPPED: {who}: {why}.";
    }

    /// <summary>One line that says it all.</summary>
    public static string Summary(IReadOnlyList<Verdict> verdicts)
    {
        var musts = verdicts.Where(verdict => verdict.Target.Must is not null && verdict.Fate is not Fate.Skipped).ToList();
        var wishes = verdicts.Where(verdict => verdict.Target.Must is null && verdict.Fate is not Fate.Skipped).ToList();
        var skipped = verdicts.Where(verdict => verdict.Fate is Fate.Skipped).ToList();
        var missed = musts.Where(verdict => verdict.Fate is Fate.Missed).ToList();
        var line = $"{musts.Count - missed.Count} of {musts.Count} targets hold; missed: {(missed.Count == 0 ? "none" : string.Join("; ", missed.Select(Title)))}.";
        if (wishes.Count > 0) line += $" {wishes.Count(wish => wish.Fate is Fate.Kept)} of {wishes.Count} that are only wished for.";
        if (skipped.Count > 0)
            line += $" Skipped: {skipped.Count} ({string.Join("; ", skipped.GroupBy(verdict => verdict.Why).Select(group => group.Key))}).";
        return line;
    }

    /// <summary>A number of connections as people read it.</summary>
    public static string Digits(string table) => string.Join(' ', table.Split(' ').Select(word =>
        word.Length > 2 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? $"({number.ToString("#,0", CultureInfo.InvariantCulture)} connections)" : word));

    public static string Title(Verdict verdict) =>
        $"{Digits(verdict.Target.Table)}: {verdict.Target.Name}{(verdict.Target.Peer is { } peer ? $" beside {peer}" : "")}";

    private static string Cell(Book book, string table, string subject, string name)
    {
        var runs = book.Runs(table, subject, name);
        if (runs.Length == 0) return "–";
        var median = Numbers.Short(book.Median(table, subject, name)!.Value);
        return runs.Length == 1 ? median : $"{median} ({Numbers.Short(runs[0])}–{Numbers.Short(runs[^1])})";
    }
}
