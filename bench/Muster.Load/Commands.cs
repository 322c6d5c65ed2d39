using System.Globalization;
using Muster.Load.Figures;
using Muster.Load.Workloads;

namespace Muster.Load;

/// <summary>What can be asked on the command line.</summary>
internal static class Commands
{
    private const string Subject = "Muster";

    /// <summary>What the storm measures: all that a target speaks of, and TLS.</summary>
    private static readonly string[] InStorm = ["register", "heartbeat", "storm 10000", "memory", "list", "reconnect", "stalled", "million", "forecast", "storm tls"];

    private static string Folder => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "bench"));

    private static string Docs => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "docs"));

    public static int Run(string[] args)
    {
        var asked = Asked.Of(args);
        var workloads = All(new Scale(asked.IsTrial ? 20 : 1));
        switch (asked.Words)
        {
            case ["storm", .. var peers]:
                var chosen = workloads.Where(workload => InStorm.Contains(workload.Name)).ToList();
                return Judge(new Measuring(Results(asked, "load"), asked, peers).Run(chosen, isStorm: true));
            case ["load", var name, .. var peers] when workloads.Find(workload => Slug(workload) == name) is { } workload:
                return new Measuring(Results(asked, "load-" + name), asked, peers).Run([workload], isStorm: false).Failures.Count > 0 ? 1 : 0;
            case ["page"]:
                var results = Results(asked, "load");
                var (book, machine) = File.Exists(results) ? BookFile.Read(results) : (null, Machine.Here());
                var besides = workloads.Where(workload => !InStorm.Contains(workload.Name)).Select(workload => Results(asked, "load-" + Slug(workload))).Where(File.Exists);
                Page.Write(book, [.. besides.Select(file => BookFile.Read(file).Book)], machine, asked.IsTrial ? Directory.CreateDirectory(Path.Combine(Folder, "trial")).FullName : Docs);
                Console.WriteLine(book is null ? $"There are no figures yet in {results}: the page says so." : $"Written from {results}.");
                return 0;
            default:
                Console.Error.WriteLine("storm [peer…]             every workload that has a target, and whether the targets are met");
                Console.Error.WriteLine("load WORKLOAD [peer…]     one workload: " + string.Join(", ", workloads.Select(Slug)));
                Console.Error.WriteLine("page                      docs/performance.md of the last storm, and of storm-100 and storm-1000");
                Console.Error.WriteLine("--runs N                  runs of each, of which the median counts; default 3");
                Console.Error.WriteLine("--minutes N               of a storm: further runs that would end later are left out; default 60");
                Console.Error.WriteLine("--trial                   a twentieth of everything, to try the harness: its figures say nothing");
                return 2;
        }
    }

    private static List<Workload> All(Scale scale) =>
    [
        new Registering(scale), new Beating(scale), new Storm(100, scale), new Storm(1000, scale), new Storm(10_000, scale),
        new Keeping(scale), new Reading(scale), new Returning(scale.Of(10_000)), new Stalling(scale.Of(10_000)), new Million(scale),
        new Forecasting(scale), new SecureStorm(scale),
    ];

    private static string Slug(Workload workload) => workload.Name.Replace(' ', '-');

    private static string Results(Asked asked, string name) => Path.Combine(Folder, $"{(asked.IsTrial ? "trial-" : "")}{name}.json");

    /// <summary>Zero only when each target that could be judged was kept.</summary>
    private static int Judge(Book book)
    {
        var verdicts = Targets.Judge(book, Subject);
        foreach (var line in Report.Verdicts(verdicts)) Console.WriteLine(line);
        foreach (var line in Report.Failures(book)) Console.WriteLine(line);
        Console.WriteLine(Report.Summary(verdicts));
        return verdicts.Any(verdict => verdict.Fate is Fate.Missed) ? 1 : 0;
    }
}

/// <summary>The words of a command line, and its options.</summary>
internal sealed record Asked(string[] Words, int Runs, TimeSpan AtMost, bool IsTrial)
{
    public static Asked Of(string[] args)
    {
        var (runs, minutes, trial, words) = (3, 60.0, false, new List<string>());
        for (var at = 0; at < args.Length; at++)
        {
            if (args[at] == "--runs" && at + 1 < args.Length) runs = int.Parse(args[++at], CultureInfo.InvariantCulture);
            else if (args[at] == "--minutes" && at + 1 < args.Length) minutes = double.Parse(args[++at], CultureInfo.InvariantCulture);
            else if (args[at] == "--trial") trial = true;
            else words.Add(args[at]);
        }

        return new([.. words], runs, TimeSpan.FromMinutes(minutes), trial);
    }
}
