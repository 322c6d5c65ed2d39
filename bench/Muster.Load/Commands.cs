using System.Diagnostics;
using System.Globalization;
using Muster.Load.Figures;
using Muster.Load.Workloads;
using Muster.Peers.Processes;

namespace Muster.Load;

/// <summary>What can be asked on the command line.</summary>
internal static class Commands
{
    private const string Subject = "Muster";

    private static readonly Workload[] Workloads =
    [
        new Registering(), new Beating(), new Storm(100), new Storm(1000), new Storm(10_000),
        new Keeping(), new Reading(), new Returning(10_000), new Stalling(10_000), new Million(),
    ];

    /// <summary>Those that the targets speak of.</summary>
    private static readonly string[] Judged = ["register", "heartbeat", "storm 10000", "memory", "list", "reconnect", "stalled", "million"];

    private static string Results => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "bench", "load.json"));

    public static int Run(string[] args)
    {
        var runs = 3;
        var words = new List<string>();
        for (var at = 0; at < args.Length; at++)
        {
            if (args[at] == "--runs" && at + 1 < args.Length) runs = int.Parse(args[++at], CultureInfo.InvariantCulture);
            else words.Add(args[at]);
        }

        switch (words)
        {
            case ["storm", ..]:
                return Judge(Measure([.. Workloads.Where(workload => Judged.Contains(workload.Name))], words[1..], runs));
            case ["load", var name, ..] when Workloads.Where(workload => workload.Name.Replace(' ', '-') == name).ToList() is { Count: > 0 } chosen:
                Measure(chosen, words[2..], runs);
                return 0;
            case ["page"]:
                var (book, machine) = BookFile.Read(Results);
                Page.Write(book, machine, Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "docs")));
                return 0;
            default:
                Console.Error.WriteLine("storm [peer…]             every workload that has a target, and whether the targets are met");
                Console.Error.WriteLine("load WORKLOAD [peer…]     one workload: " + string.Join(", ", Workloads.Select(workload => workload.Name.Replace(' ', '-'))));
                Console.Error.WriteLine("page                      docs/performance.md of what was measured last");
                Console.Error.WriteLine("--runs N                  runs of each, of which the median counts; default 3");
                return 2;
        }
    }

    private static int Judge(Book book)
    {
        foreach (var line in Report.Verdicts(book, Subject)) Console.WriteLine(line);
        return Targets.All.Any(target => target.Judge(book, Subject).IsMissed) ? 1 : 0;
    }

    /// <summary>Runs take turns, so that whatever else the machine does falls on all alike.</summary>
    private static Book Measure(List<Workload> workloads, List<string> peers, int runs)
    {
        var (book, machine) = (new Book(), Machine.Here());
        var missing = new HashSet<string>();
        for (var run = 1; run <= runs; run++)
            foreach (var workload in workloads)
                foreach (var make in workload.Subjects)
                {
                    using var subject = make();
                    if (peers.Count > 0 && !peers.Any(peer => subject.Name.StartsWith(peer, StringComparison.OrdinalIgnoreCase))) continue;
                    if (!subject.IsInstalled)
                    {
                        if (missing.Add(subject.Name)) Console.WriteLine($"SKIPPED: {subject.Name} is not installed.");
                        continue;
                    }

                    machine.Versions[subject.Name.Split(',')[0]] = subject.Version;
                    Measure(workload, subject, book, $"run {run} of {runs}");
                }

        BookFile.Write(Results, book, machine);
        foreach (var line in Report.Tables(book)) Console.WriteLine(line);
        return book;
    }

    private static void Measure(Workload workload, Subject subject, Book book, string run)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            subject.Start();
            workload.Run(subject, book.Add);
            Console.WriteLine($"{run}: {workload.Name}, {subject.Name}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        }
        catch (Exception failed) when (failed is IOException or InvalidDataException or TimeoutException or InvalidOperationException)
        {
            Console.WriteLine($"{run}: {workload.Name}, {subject.Name}: FAILED. {failed.Message} {subject.LastWords}");
        }
    }
}
