using Muster.Cli.Planning;

namespace Muster.Cli.Tests.Planning;

public sealed class Checking
{
    [Fact]
    public void A_forecast_is_compared_with_the_run_in_the_middle_and_the_quiet_that_was_counted_with_it()
    {
        var costs = BuiltInCosts.Value with { IdleMicroseconds = 100_000 };
        var forecast = StormForecast.Of(new Fleet { Services = 1, Consumers = 1000, Follows = 1 }, new Storm { Reconnects = false }, costs, costs.SharedPace);

        var rows = Check.Compare("unpaced", forecast, costs, [Run(pushes: 2000, cpu: 0.5), Run(pushes: 9000, cpu: 0.02), Run(pushes: 2000, cpu: 0.04)]);

        Assert.Equal([2, 31e6, 0.04, 0.2], rows.Select(row => row.Measured));
        Assert.Equal([forecast.PushesPerSubscriber, forecast.Bytes, forecast.CpuSeconds + 0.025, forecast.AllKnowSeconds], rows.Select(row => Math.Round(row.Forecast, 12)), (one, other) => Math.Abs(one - other) < 1e-9);
    }

    [Theory]
    [InlineData(false, 20, 20, 20, 20, 20, 20, 20)]       // too few to tell
    [InlineData(true, 20, 20, 20, 20, 20, 20, 20, 20)]
    [InlineData(false, 40, 30, 29, 28, 16, 15, 17, 12)]   // still falling
    [InlineData(true, 40, 30, 29, 28, 12, 13, 12, 12, 12, 90, 11, 12)]
    public void A_registry_is_warm_once_its_pushes_get_no_cheaper(bool isSteady, params int[] costs) =>
        Assert.Equal(isSteady, Warming.IsSteady([.. costs.Select(cost => (double)cost)]));

    private static StormMeasured Run(long pushes, double cpu) => new(1000, 200, pushes, 31_000_000, cpu, 0.45, 0.2, 31_000_000, 0.1);
}
