using Muster.Detection.Traffic;
using Muster.Detection.Trials;

namespace Muster.Detection.Figures;

/// <summary>The plots of docs/health.md.</summary>
internal static class Plots
{
    private static readonly double[] Sick = [0.60, 0.70, 0.75, 0.80, 0.82, 0.84, 0.86, 0.88, 0.90, 0.92, 0.94, 0.96, 0.98];
    private static readonly int[] InBursts = [Contest.Muster, Contest.Ratio];
    private static readonly double[] Well = [0.95, 0.97, 0.98, 0.99, 0.995, 0.999];

    /// <summary>Draws all and answers their names and what they show.</summary>
    public static IEnumerable<(string File, string Title)> Draw(string folder, Seeds seeds)
    {
        yield return Power(folder, "power-1-of-5", new Sick(5, 1, 0, 60), seeds);
        yield return Power(folder, "power-4-of-10", new Sick(10, 4, 0, 90), seeds);
        yield return FalseFlags(folder, seeds);
    }

    private static (string, string) Power(string folder, string file, Sick trial, Seeds seeds)
    {
        var powers = Sick.Select(success => (trial with { Success = success }).Power(Errors.Independent, seeds)).ToArray();
        var bursts = Sick.Select(success => (trial with { Success = success }).Power(Errors.Bursts, seeds)).ToArray();
        return Write(folder, file, new($"{trial.Bad} of {trial.Instances} bad: how often all are found within {trial.Within} s", "success of the bad ones, %; all others 99.9", [0, 0.25, 0.5, 0.75, 1], Logarithmic: false), Sick, powers, bursts);
    }

    private static (string, string) FalseFlags(string folder, Seeds seeds)
    {
        var some = seeds.Some(10);
        var rates = Well.Select(success => Healthy.FlagsAnHour(100, success, Errors.Independent, 20, some)).ToArray();
        var bursts = Well.Select(success => Healthy.FlagsAnHour(100, success, Errors.Bursts, 20, some)).ToArray();
        return Write(folder, "false-flags", new("100 instances, all alike: false flags an hour", "success of all, %", [0.1, 1, 10, 100, 1000, 10_000], Logarithmic: true), Well, rates, bursts);
    }

    private static (string, string) Write(string folder, string file, LinePlot plot, double[] at, double[][] byRule, double[][] inBursts)
    {
        var lines = Contest.Names.Select((name, rule) => (name, Of(byRule, rule)))
            .Concat(InBursts.Select(rule => ($"{Contest.Names[rule]}, in bursts", Of(inBursts, rule)))).ToList();
        File.WriteAllText(Path.Combine(folder, file + ".svg"), plot.Draw(at, lines));
        return (file + ".svg", plot.Title);

        static double[] Of(double[][] byRule, int rule) => [.. byRule.Select(one => one[rule])];
    }
}
