using Muster.Load.Figures;
using Muster.Peers.Processes;

namespace Muster.Load.Workloads;

/// <summary>Changes and restarts of one service's providers, and what they come to for its consumers and its server.</summary>
internal sealed class Restarts(Subject subject, Sheet sheet, Fleet consumers, Providers providers)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1.1);

    private readonly Audience _audience = new(consumers, providers);

    public Single OneChange()
    {
        consumers.Rest(Quiet);
        var meter = new Meter(subject, consumers);
        var act = _audience.Hear(providers.Change());
        return new(act.Took, act.Latency, meter.Microseconds, meter.Bytes);
    }

    public void Add(string table, IReadOnlyList<Single> singles)
    {
        sheet.Add(table, "ms until all know", Middle(singles, single => single.Took.TotalMilliseconds));
        sheet.Add(table, "p50 ms", Middle(singles, single => single.Latency.At(0.50).TotalMilliseconds));
        sheet.Add(table, "p99 ms", Middle(singles, single => single.Latency.At(0.99).TotalMilliseconds));
        sheet.Add(table, "CPU µs a delivery", singles.Average(single => single.Microseconds) / consumers.Sessions.Count);
        sheet.Add(table, "bytes a delivery", singles.Average(single => single.Bytes) / consumers.Sessions.Count);
        sheet.Add(table, "deliveries a second", Middle(singles, single => consumers.Sessions.Count / single.Took.TotalSeconds));
        sheet.Add(table, "MB resident", subject.Resident / 1e6);
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
        sheet.Add(table, "MB on the wire", meter.Bytes / 1e6);
        sheet.Add(table, "p50 ms", act.Latency.At(0.50).TotalMilliseconds);
        sheet.Add(table, "p99 ms", act.Latency.At(0.99).TotalMilliseconds);
        sheet.Add(table, "frames a consumer", (Pushes() - pushes) / count);
        sheet.Add(table, "frames a second", (Pushes() - pushes) / act.Took.TotalSeconds);
        sheet.Add(table, "bytes a consumer", meter.Bytes / count);
        sheet.Add(table, "MB resident", subject.Resident / 1e6);
    }

    private long Pushes() => consumers.Sessions.Sum(session => (long)session.Pushes);

    /// <summary>What one change came to.</summary>
    internal readonly record struct Single(TimeSpan Took, Histogram Latency, double Microseconds, long Bytes);

    private static double Middle<T>(IReadOnlyList<T> runs, Func<T, double> figure) => runs.Select(figure).Order().ElementAt(runs.Count / 2);
}
