namespace Muster.Detection.Rules;

/// <summary>Bad is of whom fewer than nine of ten calls of 10 s succeeded: the rule that everybody writes first.</summary>
internal sealed class RatioRule(int instances) : IntervalRule(instances)
{
    protected override void Judge(ReadOnlySpan<(int Calls, int Failed)> interval, int second)
    {
        for (var one = 0; one < interval.Length; one++) Set(one, interval[one].Calls > 0 && Success(interval[one]) < 0.90);
    }
}
