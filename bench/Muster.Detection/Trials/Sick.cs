using System.Globalization;
using Muster.Detection.Traffic;

namespace Muster.Detection.Trials;

/// <summary>Some of a fleet begin to fail: found are they when all of them are called bad at the same time.</summary>
/// <param name="Success">The share of the bad ones' calls that still succeeds.</param>
/// <param name="Within">Seconds in which they are to be found.</param>
internal sealed record Sick(int Instances, int Bad, double Success, int Within)
{
    private const int Before = 120;

    /// <param name="share">Of the seeds, at least; null where nothing is asked.</param>
    public Row Measure(Errors errors, double? share, Seeds seeds)
    {
        var (times, others) = Play(errors, seeds);
        var asked = errors is Errors.Independent && share is not null;
        var kept = times.Count(one => one[Contest.Muster] <= Within) >= share * seeds.Count;
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{Bad} of {Instances} at {Success:0 %}{Contest.Words(errors)}"),
            asked ? string.Create(CultureInfo.InvariantCulture, $"≤ {Within} s in {share:0 %}") : "",
            asked ? kept : null,
            [.. Contest.Names.Select((_, rule) => Cell([.. times.Select(one => one[rule]).Order()], others.Count(one => one[rule]), seeds.Count))]);
    }

    /// <summary>The share of seeds in which each rule finds them in time.</summary>
    public double[] Power(Errors errors, Seeds seeds)
    {
        var (times, _) = Play(errors, seeds);
        return [.. Contest.Names.Select((_, rule) => times.Count(one => one[rule] <= Within) / (double)seeds.Count)];
    }

    private (int[][] Times, bool[][] Others) Play(Errors errors, Seeds seeds)
    {
        var played = seeds.Each(seed =>
        {
            var fleet = new Fleet(Instances, seed, errors);
            var rules = Contest.Rules(fleet);
            for (var second = Before + fleet.Chance.Next(10); second > 0; second--) Contest.Live(fleet, rules);
            Array.Fill(fleet.Failing, 1 - Success, 0, Bad);

            var (times, others) = (new int[rules.Length], new bool[rules.Length]);
            Array.Fill(times, int.MaxValue);
            for (var second = 1; second <= 2 * Within; second++)
            {
                Contest.Live(fleet, rules);
                foreach (var (at, rule) in rules.Index())
                {
                    if (times[at] == int.MaxValue && Enumerable.Range(0, Bad).All(rule.Flags)) times[at] = second;
                    others[at] |= Enumerable.Range(Bad, Instances - Bad).Any(rule.Flags);
                }
            }

            return (times, others);
        });
        return ([.. played.Select(one => one.times)], [.. played.Select(one => one.others)]);
    }

    private string Cell(int[] times, int others, int seeds)
    {
        var found = times.Count(one => one <= Within);
        var when = times[times.Length / 2] is var median and < int.MaxValue ? $", median {median} s" : "";
        var last = times[^1] < int.MaxValue ? $", last {times[^1]} s" : "";
        return $"{Share(found, seeds)}{when}{last}{(others > 0 ? $"; others too in {Share(others, seeds)}" : "")}";
    }

    private static string Share(int some, int all) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * some / all:0.#} %");
}
