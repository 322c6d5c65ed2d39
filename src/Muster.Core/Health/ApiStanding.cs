namespace Muster.Core.Health;

/// <summary>How one API of one instance does, by the word of one side. A value: every evaluation, one in 10 s, makes a new one.</summary>
/// <remarks>
/// <code>
///          upper bound &lt; least success, twice in a row;
///          or an outlier of the fleet, four times in a row;
///          and either in three slots of the minute at least
///   good ──────────────────────────────────────────────────▶ bad
///    ▲                                                         │
///    ├── lower bound ≥ least success, and near the fleet ──────┤
///    └── too few calls to tell, for five minutes ──────────────┘
/// </code>
/// That the one bound leads in and the other one out is the hysteresis. Of four half minutes taken 10 s apart the first
/// and the last share no call. Too few calls change nothing at first: who is spared gets few.
/// </remarks>
/// <param name="Low">Evaluations in a row with the upper bound below the least success.</param>
/// <param name="Outlying">Evaluations in a row as an outlier.</param>
/// <param name="MeasuredAt">When there were last enough calls to tell.</param>
internal readonly record struct ApiStanding(bool Bad, int Low, int Outlying, TimeSpan MeasuredAt)
{
    public const int LowInARow = 2, OutlyingInARow = 4;
    public static readonly TimeSpan Lapse = TimeSpan.FromMinutes(5);

    /// <summary>What follows, but for <see cref="IfSpread"/>: whoever goes bad by this is to be asked for that.</summary>
    public ApiStanding Next(Calls minute, FleetComparison fleet, HealthRules rules, TimeSpan now)
    {
        if (minute.Trials < rules.LeastCalls)
            return new(Bad && now - MeasuredAt < Lapse, 0, 0, MeasuredAt);

        var low = Wilson.Upper(minute) < rules.LeastSuccess ? Math.Min(Low + 1, LowInARow) : 0;
        var outlying = fleet.IsOutlier(rules.FleetGap) ? Math.Min(Outlying + 1, OutlyingInARow) : 0;
        var bad = Bad
            ? Wilson.Lower(minute) < rules.LeastSuccess || !fleet.IsBack(rules.FleetGap)
            : low == LowInARow || outlying == OutlyingInARow;
        return new(bad, low, outlying, now);
    }

    /// <summary>The same, and bad only when what speaks against it is spread over the minute.</summary>
    /// <param name="slots">The calls of the minute, slot by slot.</param>
    public ApiStanding IfSpread(ReadOnlySpan<Calls> slots, FleetComparison fleet, HealthRules rules) => this with
    {
        Bad = (Low == LowInARow && Spread.Holds(slots, rules.LeastSuccess))
            || (Outlying == OutlyingInARow && Spread.Holds(slots, fleet.Others.Ratio - rules.FleetGap)),
    };
}
