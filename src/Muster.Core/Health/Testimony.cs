namespace Muster.Core.Health;

/// <summary>Whose word it is. The two are kept apart and never summed: each is judged by itself.</summary>
internal enum Side
{
    /// <summary>The instance's own, of the calls that it answered.</summary>
    Own,

    /// <summary>Its callers', of the calls that they made.</summary>
    Callers,
}

/// <summary>All that one side has said of one instance: API by API, and rolled up by traffic.</summary>
/// <remarks>
/// The instance is bad when the bad APIs have at least <see cref="HealthRules.BadShare"/> of its calls, or one of them is
/// critical; it is good again below half of that share. Bounded by <see cref="MostApis"/>, and <see cref="MostWindows"/> in all.
/// </remarks>
internal sealed class Testimony(Side side)
{
    public const int MostApis = 100, MostWindows = 1000;

    /// <summary>All APIs beyond the limit, together; reporters may use it too.</summary>
    public const string TheRest = "*";

    private readonly SortedList<string, ApiRecord> _apis = new(StringComparer.Ordinal);
    private bool _bad;

    /// <summary>What it costs to look through this.</summary>
    public int Windows { get; private set; }

    public bool IsEmpty => _apis.Count == 0;

    public void Add(string api, string voice, long slot, Calls calls)
    {
        if (!_apis.TryGetValue(api, out var record))
        {
            if (Windows >= MostWindows) return;
            if (_apis.Count >= MostApis - 1 && !_apis.TryGetValue(api = TheRest, out record)) _apis.Add(api, record = new(api));
            if (record is null) _apis.Add(api, record = new(api));
        }

        Windows -= record.Voices;
        record.Add(voice, mayBegin: Windows < MostWindows, slot, calls);
        Windows += record.Voices;
    }

    /// <summary>Adds the last half minute to what the fleet has.</summary>
    public void Gather(long slot, FleetSums fleet)
    {
        foreach (var record in _apis.Values)
        {
            record.Recent = record.Sum(slot, CallWindow.HalfMinute, side);
            fleet.Add(slot, record.Api, record.Recent);
        }
    }

    /// <summary>Judges every API, and the instance by them: what is wrong with it, or null.</summary>
    /// <param name="slot">The round that <see cref="Gather"/> was for.</param>
    /// <param name="turns">Takes each API that went bad or good.</param>
    public Evidence? Judge(long slot, FleetSums fleet, HealthRules rules, TimeSpan now, List<ApiTurn> turns)
    {
        var (all, bad) = (0.0, 0.0);
        Evidence? worst = null;
        var critical = false;
        Span<Calls> slots = stackalloc Calls[CallWindow.Minute];

        for (var at = _apis.Count - 1; at >= 0; at--)
        {
            var record = _apis.Values[at];
            var minute = record.Sum(slot, CallWindow.Minute, side);
            var comparison = fleet.Compare(slot, record.Api, record.Recent);
            var before = record.Standing;
            record.Standing = before.Next(minute, comparison, rules, now);
            if (record.Standing.Bad && !before.Bad)
            {
                for (var one = 0; one < CallWindow.Minute; one++) slots[one] = record.Sum(slot - one, 1, side);
                record.Standing = record.Standing.IfSpread(slots, comparison, rules);
            }

            all += minute.Trials;

            var evidence = new Evidence(record.Api, side, minute, comparison, record.Voices, record.Standing.Low < ApiStanding.LowInARow);
            if (record.Standing.Bad)
            {
                bad += minute.Trials;
                critical |= rules.Critical.Contains(record.Api);
                if (worst is null || IsWorse(record.Api, minute, worst.Value, rules)) worst = evidence;
            }

            if (record.Standing.Bad != before.Bad) turns.Add(new(record.Api, record.Standing.Bad, evidence.ToString()));
            Forget(record, slot);
        }

        if (worst is null) _bad = false;
        else if (critical) _bad = true;
        else if (all >= rules.LeastCalls) _bad = bad >= all * (_bad ? rules.BadShare / 2 : rules.BadShare);
        return _bad ? worst : null;
    }

    /// <summary>A critical one first, then the one with most failures.</summary>
    private static bool IsWorse(string api, Calls calls, Evidence than, HealthRules rules) =>
        (rules.Critical.Contains(api), rules.Critical.Contains(than.Api)) switch
        {
            (true, false) => true,
            (false, true) => false,
            _ => calls.Failed > than.Calls.Failed,
        };

    private void Forget(ApiRecord record, long slot)
    {
        Windows -= record.Voices;
        record.Forget(slot);
        Windows += record.Voices;
        if (record is { Voices: 0, Standing.Bad: false }) _apis.Remove(record.Api);
    }
}

/// <summary>An API of an instance went bad, or good again.</summary>
internal readonly record struct ApiTurn(string Api, bool Bad, string Evidence);
