using System.Globalization;
using Muster.Detection.Rules;
using Muster.Detection.Traffic;

namespace Muster.Detection.Trials;

/// <summary>What follows from whose word: providers and callers that lie, and APIs that are judged one by one.</summary>
internal static class Words
{
    private const int Callers = 20;

    private static readonly string[] Apis = ["POST /pay", "GET /a", "GET /b", "GET /c", "GET /d"];

    /// <summary>One consumer of twenty says that every call to one instance failed.</summary>
    public static Row LyingConsumer(ulong claimed, Errors errors, Seeds seeds) => Row(
        string.Create(CultureInfo.InvariantCulture, $"1 of {Callers} consumers claims {claimed:N0} failed calls of one of 5 every 10 s"), "nothing changes", 1, errors, seeds, seed =>
    {
        var fleet = new Fleet(5, seed, errors);
        var rule = new MusterRule(fleet, Callers) { ClaimedFailures = claimed };
        for (var second = 0; second < 300; second++) Contest.Live(fleet, [rule]);
        return rule.Turns == 0;
    });

    /// <summary>A provider admits nothing; its callers see four calls of ten fail.</summary>
    public static Row LyingProvider(Errors errors, Seeds seeds) => Row(
        "1 of 5 at 60 % by its callers, 100 % by its own word", "it alone, ≤ 60 s, in 99 %", 0.99, errors, seeds, seed =>
    {
        var fleet = new Fleet(5, seed, errors);
        var rule = new MusterRule(fleet, Callers) { Honesty = 0 };
        for (var second = 0; second < 120; second++) Contest.Live(fleet, [rule]);
        fleet.Failing[0] = 0.40;
        for (var second = 0; second < 60; second++) Contest.Live(fleet, [rule]);
        return rule.Flags(0) && rule.Raised == 1;
    });

    /// <summary>One API of five fails; the instance by it when it carries enough of the calls.</summary>
    public static Row OneApi(double share, bool instanceToo, Errors errors, Seeds seeds) => Row(
        string.Create(CultureInfo.InvariantCulture, $"1 of 5 APIs at 60 %, with {share:0 %} of the calls of one of 5"), instanceToo ? "that API and instance alone, ≤ 90 s, in 99 %" : "that API alone, in 99 %", 0.99, errors, seeds, seed =>
    {
        var others = (1 - share) / (Apis.Length - 1);
        var fleet = new Fleet(5, seed, errors) { Apis = [.. Apis.Select((api, at) => (api, at == 0 ? share : others))] };
        var rule = new MusterRule(fleet);
        for (var second = 0; second < 120; second++) Contest.Live(fleet, [rule]);
        fleet.Failing[0] = 0.40;
        for (var second = 0; second < 90; second++) Contest.Live(fleet, [rule]);
        return rule.BadApis.SetEquals([(0, Apis[0])]) && rule.Flags(0) == instanceToo && rule.Raised == (instanceToo ? 1 : 0);
    });

    private static Row Row(string traffic, string must, double share, Errors errors, Seeds seeds, Func<int, bool> trial)
    {
        var right = seeds.Each(trial).Count(static one => one);
        var asked = errors is Errors.Independent;
        return new(traffic + Contest.Words(errors), asked ? must : "", asked ? right >= share * seeds.Count : null,
            string.Create(CultureInfo.InvariantCulture, $"{100.0 * right / seeds.Count:0.#} %"));
    }
}
