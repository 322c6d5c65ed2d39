using Muster.Client.Outcomes;
using Muster.Client.Registrations;
using Muster.Protocol;

namespace Muster.Client.Sessions;

/// <summary>When the registry is told what came of calls, and how this process's instances do.</summary>
/// <remarks>
/// Every 10 s on a live connection, while there is something to tell; the first time at a random moment of the 10 s, so that
/// a fleet does not report in step. Without a connection the counts wait in the table; those that would be more than a
/// minute old when they are told are dropped, all of them: the registry judges the last minute alone. A frame that is lost
/// with its connection is not sent again: a call counts at most once.
/// </remarks>
internal sealed class Reports(OutcomeTable? table, Random random, TimeSpan now)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Oldest = TimeSpan.FromMinutes(1);

    private TimeSpan _since = now;   // what is in the table was counted from here on

    /// <summary>Never while nobody counts, or there is nobody to tell.</summary>
    public TimeSpan DueAt { get; private set; } = TimeSpan.MaxValue;

    public void OnLive(TimeSpan now)
    {
        if (table is null) return;
        DueAt = now + (Every * random.NextDouble());
        if (now - _since > Oldest - Every) Discard(table, now);
    }

    public void OnLost() => DueAt = TimeSpan.MaxValue;

    /// <summary>The frames that are due.</summary>
    public IEnumerable<Up> OnTick(Intents intents, Subscriptions subscriptions, TimeSpan now)
    {
        if (table is null || now < DueAt) return [];

        if (now - _since > Oldest) Discard(table, now);   // this process itself has stood still
        var taken = table.Take(intents.Holds, subscriptions.Lists);
        var frames = ReportFrames.Of(intents.SayJudgements(reasonsToo: true), taken, now - _since);
        (DueAt, _since) = (now + Every, now);
        return frames;
    }

    private void Discard(OutcomeTable table, TimeSpan now)
    {
        table.Discard();
        _since = now;
    }
}
