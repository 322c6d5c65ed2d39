using Muster.Load.Figures;
using Muster.Peers.Processes;

namespace Muster.Load.Workloads;

/// <summary>Changes and restarts of one service's providers, and what they come to for its consumers and its server.</summary>
internal sealed class Restarts(Subject subject, Sheet sheet, Fleet consumers, Providers providers)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1.1);

    private readonly Audience _audience = new(consumers, providers);

    public (TimeSpan Took, Histogram Latency, double Microseconds) OneChange()
    {
        consumers.Rest(Quiet);
        var meter = new Meter(subject, consumers);
        var act = _audience.Hear(providers.Change());
        return (act.Took, act.Latency, meter.Microseconds);
    }

    public void Add(string table, IReadOnlyList<(TimeSpan Took, Histogram Latency, double Microseconds)> singles)
    {
        sheet.Add(table, "ms until all know", Middle(singles, single => single.Took.TotalMilliseconds));
        sheet.Add(table, "p50 ms", Middle(singles, single => single.Latency.At(0.50).TotalMilliseconds));
        sheet.Add(table, "p99 ms", Middle(singles, single => single.Latency.At(0.99).TotalMilliseconds));
        sheet.Add(table, "CPU µs a delivery", singles.Average(single => single.Microseconds) / consumers.Sessions.Count);
    }

    /// <summary>Some of the providers go and come back, one after another.</summary>
    public void Restart(string table, string phase, TimeSpan pace, int some = Providers.Count)
    {
        sheet.Begin(phase);
        consumers.Rest(Quiet);
        var meter = new Meter(subject, consumers);
        var pushes = Pushes();
        var act = _audience.Hear(providers.Restart(pace, some));
        var count = (double)consumers.Sessions.Count;
        sheet.Add(table, "s in all", act.Took.TotalSeconds);
        sheet.Add(table, "s after the last event", act.AfterLast.TotalSeconds);
        sheet.Add(table, "CPU s", meter.Microseconds / 1e6);
        sheet.Add(table, "MB", meter.Bytes / 1e6);
        sheet.Add(table, "p50 ms", act.Latency.At(0.50).TotalMilliseconds);
        sheet.Add(table, "p99 ms", act.Latency.At(0.99).TotalMilliseconds);
        sheet.Add(table, "frames a consumer", (Pushes() - pushes) / count);
        sheet.Add(table, "bytes a consumer", meter.Bytes / count);
    }

    private long Pushes() => consumers.Sessions.Sum(session => (long)session.Pushes);

    private static double Middle<T>(IReadOnlyList<T> runs, Func<T, double> figure) => runs.Select(figure).Order().ElementAt(runs.Count / 2);
}
