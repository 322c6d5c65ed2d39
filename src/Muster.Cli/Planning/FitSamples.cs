namespace Muster.Cli.Planning;

/// <summary>Storms of several kinds and sizes, each made several times, and the costs that explain them all.</summary>
/// <remarks>Of each kind one run counts, the one in the middle: what else a machine does makes some of them dearer, hardly ever half of them.</remarks>
/// <param name="kinds">The runs of each kind.</param>
internal sealed class FitSamples(IReadOnlyList<IReadOnlyList<StormMeasured>> kinds)
{
    private readonly List<StormMeasured> _work = [.. kinds.Select(runs => Middle(runs, run => run.CpuSeconds / run.Pushes))];
    private readonly List<StormMeasured> _arrivals = [.. kinds.Select(runs => Middle(runs, run => run.LastSeconds / run.LastBytes))];

    /// <summary>CPU, in seconds, of a push, a byte, and a change.</summary>
    public (double Push, double Byte, double Change) Cpu(double idlePerSecond)
    {
        var costs = LeastSquares.Fit(
            [.. _work.Select(storm => ((double[])[storm.Pushes, storm.Bytes, storm.Changes], storm.CpuSeconds - (storm.Seconds * idlePerSecond)))], kinds: 3);
        return (costs[0], costs[1], costs[2]);
    }

    /// <summary>Time on the clock, in seconds, that a push and a byte hold up those behind them, where all consumers run on the registry's machine.</summary>
    /// <remarks>From the last list of each storm: it came to its first consumer, and so much later to its last one. When a window was over is not in it.</remarks>
    public (double Push, double Byte) Arrival()
    {
        var times = LeastSquares.Fit([.. _arrivals.Select(storm => ((double[])[storm.Consumers, storm.LastBytes], storm.LastSeconds))], kinds: 2);
        return (times[0], times[1]);
    }

    private static StormMeasured Middle(IReadOnlyList<StormMeasured> runs, Func<StormMeasured, double> figure) =>
        runs.OrderBy(figure).ElementAt(runs.Count / 2);
}
