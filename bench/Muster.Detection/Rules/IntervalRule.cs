using Muster.Detection.Traffic;

namespace Muster.Detection.Rules;

/// <summary>A rule that looks every 10 s at the calls of those 10 s.</summary>
internal abstract class IntervalRule(int instances) : Rule(instances)
{
    protected const int Seconds = 10;

    private readonly (int Calls, int Failed)[] _interval = new (int, int)[instances];

    public override void Take(Fleet fleet)
    {
        for (var one = 0; one < fleet.Count; one++)
            for (var api = 0; api < fleet.Apis.Length; api++)
                _interval[one] = (_interval[one].Calls + fleet.Now[one, api].Calls, _interval[one].Failed + fleet.Now[one, api].Failed);

        if (fleet.Second % Seconds != 0) return;
        Judge(_interval, fleet.Second);
        Array.Clear(_interval);
    }

    protected abstract void Judge(ReadOnlySpan<(int Calls, int Failed)> interval, int second);

    protected static double Success((int Calls, int Failed) one) => 1 - ((double)one.Failed / one.Calls);
}
