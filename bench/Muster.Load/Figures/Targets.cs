namespace Muster.Load.Figures;

/// <summary>What must hold before a release.</summary>
internal static class Targets
{
    public static readonly IReadOnlyList<Target> All =
    [
        new("restart unpaced 10000", "s in all", "etcd", 1 / 20.0, 1 / 100.0),
        new("restart unpaced 10000", "s in all", "NATS", 1 / 10.0),
        new("restart unpaced 10000", "CPU s", "etcd", 1 / 30.0, 1 / 150.0),
        new("restart unpaced 10000", "MB on the wire", "etcd", 0.7, 0.5),
        new("restart paced 10000", "s after the last event", null, 0.5),
        new("restart paced 10000", "CPU s", "etcd", 1 / 4.0, 1 / 10.0),
        new("restart paced 10000", "CPU s", "Redis", 0.7),
        new("restart paced 10000", "p99 ms", null, 500),
        new("one change 10000", "ms until all know", "NATS", 1),
        new("one change 10000", "ms until all know", "Redis", null, 1),
        new("one change 10000", "CPU µs a delivery", "etcd", 1 / 2.0),
        new("register", "CPU µs", "etcd", 1 / 3.0),
        new("register", "CPU µs", "ZooKeeper", 0.7),
        new("register", "CPU µs", "Redis", null, 1.3),
        new("register in batches", "CPU µs", null, 3),
        new("heartbeat", "CPU µs", "NATS", 1.1),
        new("heartbeat", "CPU µs", "Redis", null, 1),
        new("heartbeat paced", "CPU µs", "NATS", 1.2),
        new("memory", "B an instance", null, 800, 520),
        new("idle 10000", "KB a consumer", null, 9, 5.5),
        new("list", "CPU µs", "Redis", 1, 0.7),
        new("reconnect", "CPU µs each", "etcd", 1 / 2.0),
        new("million", "registers a second", null, 30_000) { AtLeast = true },
        new("million", "GB", null, 0.8),
        new("million", "longest pause ms", null, 50),
        new("stalled", "p99, times as long", null, 2),
        new("stalled", "memory, times as much", null, 1.1),
        .. ForecastFigures.Select(figure => new Target("forecast", figure, null, 20, 10) { EitherWay = true }),
    ];

    /// <summary>By how much a forecast may be off.</summary>
    private static IEnumerable<string> ForecastFigures =>
        from storm in (string[])["unpaced", "paced"]
        from figure in (string[])["pushes a consumer", "bytes", "server CPU", "until all know"]
        select $"{storm}: {figure}, % off";

    public static IReadOnlyList<Verdict> Judge(Book book, string subject) => [.. All.Select(target => target.Judge(book, subject))];
}
