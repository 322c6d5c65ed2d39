using System.Diagnostics;
using System.Globalization;
using Muster.Detection.Figures;
using Muster.Detection.Traffic;
using Muster.Detection.Trials;

namespace Muster.Detection;

/// <summary><c>./build bench health [--seed N] [--seeds M] [--page]</c>: what the rules of health find, miss and cost.</summary>
internal static class HealthCommand
{
    private const int UsualSeeds = 100;

    /// <returns>1 when a bound is missed.</returns>
    public static int Run(string[] args)
    {
        var (first, count, page) = (0, UsualSeeds, false);
        for (var at = 0; at < args.Length; at++)
        {
            if (args[at] is "--page") page = true;
            else if (at + 1 < args.Length && args[at] is "--seed" or "--seeds" && int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                if (args[at++] is "--seed") first = number;
                else count = Math.Max(1, number);
            }
            else return Explain();
        }

        var seeds = new Seeds(first, count);
        var tables = new List<string>();
        var missed = 0;
        var started = Stopwatch.GetTimestamp();
        Table(Row.Heading("false flags an hour", Contest.Names), HealthyOnes(seeds));
        Table(Row.Heading("found", Contest.Names), SickOnes(seeds));
        Table(Row.Heading("words and APIs", "as it should be"), Heard(seeds));
        Table(Row.Heading("cost", "measured"), new Cost().Measure());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seeds {first} to {first + count - 1}; {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s. {(missed == 0 ? "Every bound is kept." : $"MISSED: {missed}.")}"));
        if (page) WritePage(seeds, tables);
        return missed > 0 ? 1 : 0;

        void Table(string heading, IEnumerable<Row> rows)
        {
            Console.WriteLine(heading);
            tables.AddRange(heading.Split('\n'));
            foreach (var row in rows)
            {
                if (row.Kept is false) missed++;
                Console.WriteLine(row);
                tables.Add(row.ToString());
            }

            Console.WriteLine();
            tables.Add("");
        }
    }

    private static IEnumerable<Row> HealthyOnes(Seeds seeds) => [.. Enum.GetValues<Errors>().SelectMany(errors => new[] { Healthy.Measure(errors, seeds), Healthy.MeasureFewCalls(errors, seeds) })];

    private static IEnumerable<Row> SickOnes(Seeds seeds)
    {
        foreach (var errors in Enum.GetValues<Errors>())
        {
            yield return new Sick(5, 1, 0.80, 60).Measure(errors, 0.99, seeds);
            yield return new Sick(10, 4, 0.70, 90).Measure(errors, 0.90, seeds);
            yield return new Sick(5, 1, 0, 60).Measure(errors, null, seeds);
        }
    }

    private static IEnumerable<Row> Heard(Seeds seeds)
    {
        foreach (var errors in Enum.GetValues<Errors>())
        {
            yield return Words.LyingConsumer(25, errors, seeds);
            yield return Words.LyingConsumer(1_000_000, errors, seeds);
            yield return Words.LyingProvider(errors, seeds);
            yield return Words.OneApi(0.10, instanceToo: false, errors, seeds);
            yield return Words.OneApi(0.40, instanceToo: true, errors, seeds);
        }
    }

    private static void WritePage(Seeds seeds, List<string> tables)
    {
        var docs = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "docs"));
        var folder = Directory.CreateDirectory(Path.Combine(docs, "health")).FullName;
        var plots = Plots.Draw(folder, seeds).ToList();
        Section.Write(Path.Combine(docs, "health.md"),
        [
            "",
            string.Create(CultureInfo.InvariantCulture, $"Seeds {seeds.First} to {seeds.First + seeds.Count - 1}, {DateTime.UtcNow:yyyy-MM-dd}."),
            "",
            .. tables,
            .. plots.Select(plot => $"![{plot.Title}](health/{plot.File})"),
            "",
        ]);
        Console.WriteLine($"Written to {docs}: health.md, {string.Join(", ", plots.Select(plot => "health/" + plot.File))}.");
    }

    private static int Explain()
    {
        Console.Error.WriteLine("health [--seed N] [--seeds M] [--page]   the first seed (0), how many (100); --page writes docs/health.md and its plots");
        return 2;
    }
}
