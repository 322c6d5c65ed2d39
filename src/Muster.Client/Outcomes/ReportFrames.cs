using Muster.Protocol;

namespace Muster.Client.Outcomes;

/// <summary>Puts reports into frames of at most <see cref="Limits.Batch"/> items; none for nothing.</summary>
internal static class ReportFrames
{
    public static IEnumerable<Up> Of(IReadOnlyCollection<ServiceStatus> statuses, Taken taken, TimeSpan period)
    {
        var items = statuses.Select(static status => (Action<Report>)(report => report.Statuses.Add(status)))
            .Concat(taken.Answered.Select(static counts => (Action<Report>)(report => report.Answered.Add(counts))))
            .Concat(taken.Made.Select(static counts => (Action<Report>)(report => report.Made.Add(counts))));
        foreach (var batch in items.Chunk(Limits.Batch))
        {
            var report = new Report { PeriodMs = (uint)Math.Clamp(period.TotalMilliseconds, 0, uint.MaxValue) };
            foreach (var add in batch) add(report);
            yield return new Up { Report = report };
        }
    }
}
