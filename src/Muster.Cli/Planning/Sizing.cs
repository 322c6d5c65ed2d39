namespace Muster.Cli.Planning;

/// <summary>How many nodes, or how many relays beside one node, keep a node's CPU below what it may use in a storm.</summary>
/// <remarks>
/// Every node takes every change in; connections and pushes are divided. A relay is told once and tells its consumers.
/// What a storm asks for is counted over a second at least: a shorter burst may use what is kept free.
/// </remarks>
/// <param name="Nodes">Each with its share of the connections; 0: no number is enough.</param>
/// <param name="Relays">Beside one node; 0: none are needed.</param>
internal sealed record Sizing(int Nodes, int Relays)
{
    private const double LeastSeconds = 1;

    public static Sizing Of(Fleet fleet, Storm storm, StormCosts costs, double usableCores)
    {
        var unhindered = StormForecast.Of(fleet, storm, costs, cores: 1e6);
        var during = Math.Max(LeastSeconds, unhindered.AllKnowSeconds);
        var everywhere = unhindered.Changes * costs.ChangeMicroseconds / 1e6 / during;
        var divided = (unhindered.CpuSeconds / during) - everywhere + (SteadyForecast.Of(fleet, costs).CpuPercent / 100);

        if (everywhere + divided <= usableCores) return new(1, 0);
        return new(
            everywhere < usableCores ? (int)Math.Ceiling(divided / (usableCores - everywhere)) : 0,
            (int)Math.Ceiling(divided / usableCores));
    }
}
