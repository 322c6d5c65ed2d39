namespace Muster.Load.Figures;

/// <summary>docs/performance.md and its plots, made of what was measured. What people wrote between two marks stays.</summary>
internal static class Page
{
    private const string NotesBegin = "<!-- notes: written by hand, and kept by `./build bench page` -->", NotesEnd = "<!-- /notes -->";
    private const string Subject = "Muster";

    /// <param name="book">What the storm measured; null when nothing was yet.</param>
    /// <param name="besides">What was measured of workloads that are in no storm.</param>
    /// <param name="machine">Where the storm was.</param>
    /// <param name="docs">The folder of the pages.</param>
    public static void Write(Book? book, IReadOnlyList<Book> besides, Machine machine, string docs)
    {
        var page = Path.Combine(docs, "performance.md");
        var notes = NotesOf(page);
        File.WriteAllLines(page,
        [
            "# Performance",
            "",
            "One node beside ZooKeeper, etcd, Redis and NATS, at the work of a registry. This page is written by `./build bench page` from what",
            "`./build bench storm` measured last, and `./build bench load` of `storm-100` and `storm-1000`; [bench/README.md](../bench/README.md) says what each workload is and how each peer does it.",
            "",
            "1. [How to read it](#how-to-read-it)",
            "2. [What must hold](#what-must-hold)",
            "3. [Where it does not hold](#where-it-does-not-hold)",
            "4. [Plots](#plots)",
            "5. [Figures](#figures)",
            "",
            "## How to read it",
            "",
            .. book is null ? ["Nothing has been measured of this state yet.", ""] : Where(machine),
            "Medians, with the least and the most of the runs in brackets; a figure without brackets was measured once. Processor time is the",
            "server's own, by the kernel's clock of its process; it and ratios within one run are what can be compared. Muster is measured over",
            "its own carrier (lean frames) and over gRPC, as it is shipped; it logs warnings only, as the peers do. All keep their data in memory.",
            "",
            "**In a rolling restart Muster merges changes by instance: consumers skip states in between, which the others all send.** So",
            "the restart without pauses stands beside the paced one, where each event is told within the window, beside the single",
            "change, and beside an event a second, where there is nothing to merge. A consumer of Muster counts as knowing when the digest has",
            "proven its list to be the one after the last event; those of the others when they have read the last event.",
            "",
            "## What must hold",
            "",
            .. book is null ? Unmeasured() : Judged(book),
            "## Where it does not hold",
            "",
            NotesBegin,
            .. notes,
            NotesEnd,
            "",
            "## Plots",
            "",
            .. book is null ? ["None yet.", ""] : Plots.Write([book, .. besides], docs),
            "## Figures",
            "",
            .. book is null ? ["None yet."] : Report.Tables(book).Concat(besides.SelectMany(Besides)).SkipLast(1),
        ]);
    }

    private static IEnumerable<string> Where(Machine machine) =>
    [
        $"{machine.Date}, {machine.Processor}, {machine.Cores} cores, {machine.MemoryGigabytes:0} GB, {machine.System}, {machine.Runtime}; load when it began: {machine.Load}.",
        $"Clients and server share the machine, over loopback. {string.Join(", ", machine.Versions.Select(version => $"{version.Key} {version.Value}"))}.",
        "",
    ];

    private static IEnumerable<string> Judged(Book book)
    {
        var verdicts = Targets.Judge(book, Subject);
        return [Report.Summary(verdicts), "", .. Report.Verdicts(verdicts), .. FailuresOf(book)];
    }

    private static IEnumerable<string> Besides(Book book) => [.. Report.Tables(book), .. FailuresOf(book)];

    private static IEnumerable<string> FailuresOf(Book book) => Report.Failures(book).SelectMany(line => (string[])[$"- {line}", ""]);

    private static IEnumerable<string> Unmeasured()
    {
        yield return "| figure | must | wished |";
        yield return "|---|---|---|";
        foreach (var verdict in Targets.Judge(new Book(), Subject)) yield return $"| {Report.Title(verdict)} | {verdict.Must} | {verdict.Stretch} |";
        yield return "";
    }

    private static string[] NotesOf(string page)
    {
        if (!File.Exists(page)) return ["Nothing is written here yet."];
        var lines = File.ReadAllLines(page);
        var (from, to) = (Array.IndexOf(lines, NotesBegin), Array.IndexOf(lines, NotesEnd));
        return from >= 0 && to > from ? lines[(from + 1)..to] : throw new InvalidDataException($"{page} has lost the marks around what is written by hand.");
    }
}
