using System.Globalization;
using Muster.Detection.Traffic;

namespace Muster.Detection.Trials;

/// <summary>Instances that are all alike and well: whoever is found bad is found so falsely.</summary>
internal static class Healthy
{
    private const double Most = 0.1;

    public static Row Measure(Errors errors, Seeds seeds) => Measure(errors, seeds, Fleet.Well, 50, asked: errors is Errors.Independent);

    /// <summary>So few calls that a ratio of 10 s says little.</summary>
    public static Row MeasureFewCalls(Errors errors, Seeds seeds) => Measure(errors, seeds, 0.97, 2, asked: false);

    private static Row Measure(Errors errors, Seeds seeds, double success, int calls, bool asked)
    {
        const int instances = 100, minutes = 20;
        var rates = FlagsAnHour(instances, success, errors, minutes, seeds, calls);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{instances} at {success:0.0 %}{Contest.Words(errors)}, {calls} calls/s, {seeds.Count * minutes / 60.0:0.0} h"),
            asked ? $"≤ {Most.ToString(CultureInfo.InvariantCulture)}" : "",
            asked ? rates[Contest.Muster] <= Most : null,
            [.. rates.Select(rate => rate.ToString(rate is 0 ? "0" : rate < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture))]);
    }

    /// <summary>By rule. The first two minutes, in which windows fill, do not count.</summary>
    public static double[] FlagsAnHour(int instances, double success, Errors errors, int minutes, Seeds seeds, int calls = 50)
    {
        var raised = seeds.Each(seed =>
        {
            var fleet = new Fleet(instances, seed, errors) { CallsPerSecond = calls };
            Array.Fill(fleet.Failing, 1 - success);
            var rules = Contest.Rules(fleet);
            for (var second = 0; second < 120; second++) Contest.Live(fleet, rules);
            var before = rules.Select(rule => rule.Raised).ToArray();
            for (var second = 0; second < minutes * 60; second++) Contest.Live(fleet, rules);
            return rules.Select((rule, at) => rule.Raised - before[at]).ToArray();
        });
        return [.. Contest.Names.Select((_, rule) => raised.Sum(one => one[rule]) / (seeds.Count * minutes / 60.0))];
    }
}
