namespace Muster.Cli.Planning;

/// <summary>The whole answer of <c>muster plan</c>.</summary>
/// <param name="Cores">Of a node.</param>
/// <param name="HeadRoomPercent">Of those, what is kept free.</param>
internal sealed record CapacityPlan(
    Fleet Fleet, Storm Storm, double Cores, double HeadRoomPercent, StormCosts Costs, StormForecast Restart, SteadyForecast Steady, Sizing Sizing)
{
    public static CapacityPlan Of(Fleet fleet, Storm storm, double cores, double headRoomPercent, StormCosts costs) => new(
        fleet, storm, cores, headRoomPercent, costs,
        StormForecast.Of(fleet, storm, costs, cores),
        SteadyForecast.Of(fleet, costs),
        Sizing.Of(fleet, storm, costs, cores * (1 - (headRoomPercent / 100))));
}
