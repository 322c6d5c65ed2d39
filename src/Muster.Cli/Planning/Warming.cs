namespace Muster.Cli.Planning;

/// <summary>Storms that nobody counts: the runtime compiles what is called often a second time, better, and that is paid for here.</summary>
internal static class Warming
{
    private const int Compared = 4;
    private const int Most = 24;
    private const double Steady = 0.95;
    private static readonly TimeSpan SpreadOver = TimeSpan.FromSeconds(5);

    /// <summary>All that is called at all is called often.</summary>
    public static async Task SpreadAsync(StormStage storms, CancellationToken cancel)
    {
        await storms.AllChangeAsync(cancel);
        await storms.SpreadAsync(SpreadOver, cancel);
    }

    /// <summary>The same, and then restarts without pauses until a push costs the registry no less than it did before.</summary>
    public static async Task UntilSteadyAsync(StormStage storms, CancellationToken cancel)
    {
        await SpreadAsync(storms, cancel);
        var costs = new List<double>();
        while (costs.Count < Most && !IsSteady(costs))
        {
            var storm = await storms.RestartAsync(TimeSpan.Zero, cancel);
            costs.Add(storm.CpuSeconds / storm.Pushes);
        }
    }

    /// <summary>Whether the last four costs lie, in the middle, at most a twentieth below the four before.</summary>
    public static bool IsSteady(IReadOnlyList<double> costs) =>
        costs.Count >= 2 * Compared && Middle(costs, costs.Count - Compared) >= Steady * Middle(costs, costs.Count - (2 * Compared));

    private static double Middle(IReadOnlyList<double> costs, int from) => costs.Skip(from).Take(Compared).Order().ElementAt(Compared / 2);
}
