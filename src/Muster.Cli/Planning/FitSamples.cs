namespace Muster.Cli.Planning;

/// <summary>Storms of several kinds and sizes, and the costs that explain them all.</summary>
internal sealed class FitSamples
{
    private readonly List<StormMeasured> _storms = [];
    private readonly List<StormMeasured> _single = [];

    /// <param name="storm">What it came to.</param>
    /// <param name="isOnePublication">Whether it was a single push to everyone: then it also tells how long a push takes to arrive.</param>
    public void Add(StormMeasured storm, bool isOnePublication)
    {
        _storms.Add(storm);
        if (isOnePublication) _single.Add(storm);
    }

    /// <summary>CPU, in seconds, of a push, a byte, a push more after quiet, and a change.</summary>
    public (double Push, double Byte, double First, double Change) Cpu(double idlePerSecond)
    {
        var costs = LeastSquares.Fit(
            [.. _storms.Select(storm => ((double[])[storm.Pushes, storm.Bytes, storm.Consumers, storm.Changes], storm.CpuSeconds - (storm.Seconds * idlePerSecond)))], kinds: 4);
        return (costs[0], costs[1], costs[2], costs[3]);
    }

    /// <summary>Time on the clock, in seconds, for a push and for a byte to reach the last consumer, where all consumers run on the registry's machine.</summary>
    public (double Push, double Byte) Arrival()
    {
        var times = LeastSquares.Fit([.. _single.Select(storm => ((double[])[storm.Pushes, storm.Bytes], storm.AllKnowSeconds))], kinds: 2);
        return (times[0], times[1]);
    }
}
