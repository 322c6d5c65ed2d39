namespace Muster.Load.Figures;

/// <summary>docs/performance.md and its plots, made of what was measured.</summary>
internal static class Page
{
    private static readonly (string File, string Workload, string Name, string Title)[] Charts =
    [
        ("restart", "restart unpaced 10000", "s in all", "Rolling restart of 100 providers, 10,000 consumers, unpaced: seconds until all know"),
        ("restart-cpu", "restart paced 10000", "CPU s", "The same, one event per 50 ms: processor seconds of the server"),
        ("change", "one change 10000", "ms until all know", "One change, 10,000 consumers: milliseconds until all know"),
        ("register", "register", "CPU µs", "Register: processor microseconds of the server"),
        ("heartbeat", "heartbeat", "CPU µs", "Heartbeat: processor microseconds of the server"),
        ("idle", "idle 10000", "KB a consumer", "An idle consumer: kilobytes of the server's memory"),
    ];

    /// <param name="book">What was measured.</param>
    /// <param name="machine">Where.</param>
    /// <param name="docs">The folder of the pages.</param>
    public static void Write(Book book, Machine machine, string docs)
    {
        var pictures = Directory.CreateDirectory(Path.Combine(docs, "performance")).FullName;
        var shown = Charts.Where(chart => book.Subjects(chart.Workload).Count > 1).ToList();
        foreach (var (file, workload, name, title) in shown)
        {
            var rows = book.Subjects(workload).Select(subject => (subject, book.Median(workload, subject, name)))
                .Where(row => row.Item2 > 0).Select(row => (row.subject, row.Item2!.Value)).OrderBy(row => row.Value).ToList();
            File.WriteAllText(Path.Combine(pictures, file + ".svg"), BarChart.Draw(title, rows));
        }

        File.WriteAllLines(Path.Combine(docs, "performance.md"),
        [
            "# Performance",
            "",
            "One node beside ZooKeeper, etcd, Redis and NATS, at the work of a registry. This page is written by `./build bench page` from what",
            "`./build bench storm` measured last; [bench/README.md](../bench/README.md) says what each workload is and how each peer does it.",
            "",
            "1. [How to read it](#how-to-read-it)",
            "2. [What must hold](#what-must-hold)",
            "3. [Plots](#plots)",
            "4. [Figures](#figures)",
            "",
            "## How to read it",
            "",
            $"{machine.Date}, {machine.Processor}, {machine.Cores} cores, {machine.MemoryGigabytes:0} GB, {machine.System}, {machine.Runtime}; load when it began: {machine.Load}.",
            $"Clients and server share the machine, over loopback. {string.Join(", ", machine.Versions.Select(version => $"{version.Key} {version.Value}"))}.",
            "",
            "Medians, with the least and the most of the runs in brackets. Processor time is the server's own; it and ratios within one run are",
            "what can be compared. Muster is measured over its own carrier and over gRPC; it logs warnings, as the peers do.",
            "",
            "In a rolling restart Muster merges changes by instance: consumers skip states in between, which the others all send. So the restart",
            "without pauses stands beside the paced one, where each event is told within the window, and beside the single change, where",
            "there is nothing to merge.",
            "",
            "## What must hold",
            "",
            .. Report.Verdicts(Targets.Judge(book, "Muster")),
            "## Plots",
            "",
            "Logarithmic: each tenth of a bar is more than it seems.",
            "",
            .. shown.Select(chart => $"![{chart.Title}](performance/{chart.File}.svg)"),
            "",
            "## Figures",
            "",
            .. Report.Tables(book),
        ]);
    }
}
