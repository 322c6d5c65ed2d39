namespace Muster.Load.Figures;

/// <summary>The plots of the page, each a file of its own.</summary>
internal static class Plots
{
    private static readonly (string File, string Table, string Name, string Title)[] All =
    [
        ("restart", "restart unpaced 10000", "s in all", "Rolling restart of 100 providers, 10,000 consumers, unpaced: seconds until all know"),
        ("restart-cpu", "restart paced 10000", "CPU s", "The same, an event every 50 ms: processor seconds of the server"),
        ("restart-slow", "20 events slowly 10000", "p99 ms", "20 events, one a second, 10,000 consumers: milliseconds to knowledge, 99th percentile"),
        ("restart-cpu-1000", "restart paced 1000", "CPU s", "Rolling restart, an event every 50 ms, 1,000 consumers: processor seconds of the server"),
        ("restart-cpu-100", "restart paced 100", "CPU s", "The same with 100 consumers: processor seconds of the server"),
        ("change", "one change 10000", "ms until all know", "One change, 10,000 consumers: milliseconds until all know"),
        ("register", "register", "CPU µs", "Register an instance of 300 bytes: processor microseconds of the server"),
        ("heartbeat", "heartbeat", "CPU µs", "Heartbeat: processor microseconds of the server"),
        ("list", "list", "CPU µs", "List 100 instances: processor microseconds of the server (ZooKeeper: names alone)"),
        ("reconnect", "reconnect", "CPU µs each", "10,000 consumers come back at once: processor microseconds of the server, each"),
        ("idle", "idle 10000", "KB a consumer", "An idle consumer: kilobytes of the server's memory"),
        ("memory", "memory", "B an instance", "An instance of 300 bytes: bytes of the server's memory"),
    ];

    /// <summary>Draws those that have something to compare, and answers how a page shows them.</summary>
    public static IEnumerable<string> Write(IReadOnlyList<Book> books, string docs)
    {
        var folder = Directory.CreateDirectory(Path.Combine(docs, "performance")).FullName;
        foreach (var old in Directory.EnumerateFiles(folder, "*.svg")) File.Delete(old);
        List<string> page = ["Logarithmic: each tenth of a bar is more than it seems.", ""];
        foreach (var (file, table, name, title) in All)
        {
            if (books.FirstOrDefault(book => book.Subjects(table).Count > 0) is not { } book) continue;
            var rows = book.Subjects(table).Select(subject => (Label: subject, Value: book.Median(table, subject, name) ?? 0)).Where(row => row.Value > 0).OrderBy(row => row.Value).ToList();
            if (rows.Count < 2) continue;
            File.WriteAllText(Path.Combine(folder, file + ".svg"), BarChart.Draw(title, rows));
            page.AddRange([$"![{title}](performance/{file}.svg)", ""]);
        }

        return page;
    }
}
