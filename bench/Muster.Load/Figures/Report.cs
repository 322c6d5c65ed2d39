using System.Globalization;

namespace Muster.Load.Figures;

/// <summary>What was measured, and what must hold, as Markdown.</summary>
internal static class Report
{
    /// <summary>One table a workload: medians, and how far the runs were apart.</summary>
    public static IEnumerable<string> Tables(Book book)
    {
        foreach (var workload in book.Workloads)
        {
            var names = book.Names(workload);
            yield return $"**{Digits(workload)}**";
            yield return "";
            yield return $"| | {string.Join(" | ", names)} |";
            yield return $"|---|{string.Concat(Enumerable.Repeat("---:|", names.Count))}";
            foreach (var subject in book.Subjects(workload))
                yield return $"| {subject} | {string.Join(" | ", names.Select(name => Cell(book, workload, subject, name)))} |";
            yield return "";
        }
    }

    public static IEnumerable<string> Verdicts(Book book, string subject)
    {
        yield return "| figure | must | measured | |";
        yield return "|---|---|---|---|";
        foreach (var verdict in Targets.All.Select(target => target.Judge(book, subject)))
            yield return $"| {Digits(verdict.Target.Workload)}: {verdict.Target.Name} | {verdict.Bound} | {verdict.Measured} | {verdict.Word} |";
        yield return "";
    }

    /// <summary>A number of connections as people read it.</summary>
    public static string Digits(string workload) => string.Join(' ', workload.Split(' ').Select(word =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? $"({number.ToString("#,0", CultureInfo.InvariantCulture)} connections)" : word));

    private static string Cell(Book book, string workload, string subject, string name)
    {
        var runs = book.Runs(workload, subject, name);
        if (runs.Length == 0) return "–";
        var median = Numbers.Short(book.Median(workload, subject, name)!.Value);
        return runs.Length == 1 ? median : $"{median} ({Numbers.Short(runs[0])}–{Numbers.Short(runs[^1])})";
    }
}
