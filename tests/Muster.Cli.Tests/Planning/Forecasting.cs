using Muster.Cli.Planning;

namespace Muster.Cli.Tests.Planning;

public sealed class Forecasting
{
    private static readonly StormCosts Costs = new()
    {
        PushMicroseconds = 10,
        ByteNanoseconds = 1,
        ChangeMicroseconds = 50,
        RegistrationMicroseconds = 50,
        HeartbeatMicroseconds = 100,
        ConnectMicroseconds = 400,
        IdleMicroseconds = 0,
        FixedBytes = 50e6,
        ConnectionBytes = 5000,
        SubscriptionBytes = 200,
        InstanceBytes = 500,
        SharedPushMicroseconds = 10,
        SharedByteNanoseconds = 1,
        Source = "the test",
    };

    private static readonly Fleet OneService = new() { Services = 1, Instances = 100, Providers = 100, Consumers = 1000, Follows = 1, PayloadBytes = 283 };

    [Fact]
    public void An_unpaced_restart_is_two_pushes_a_subscriber_and_the_changed_list_in_bytes()
    {
        var forecast = StormForecast.Of(OneService, new Storm { Reconnects = false }, Costs, cores: 1);

        Assert.Equal((200, 1000, 2.0), (forecast.Changes, forecast.Subscribers, Math.Round(forecast.PushesPerSubscriber, 3)));
        Assert.Equal(1000 * ((100 * 300) + 18 + (2 * 50)), forecast.Bytes, 1.0);
        Assert.Equal((2000 * 10e-6) + (forecast.Bytes * 1e-9) + (200 * 50e-6), forecast.CpuSeconds, 1e-6);
        Assert.InRange(forecast.AllKnowSeconds, 0.1, 0.2);
    }

    [Theory]
    [InlineData(0, 2, 2)]
    [InlineData(50, 79, 83)]      // 10 s of windows that last 100 or 150 ms, by chance
    [InlineData(500, 200, 200)]   // each for itself
    public void The_pace_decides_how_much_is_merged(double pace, double least, double most)
    {
        var forecast = StormForecast.Of(OneService, new Storm { PaceMilliseconds = pace }, Costs, cores: 8);

        Assert.InRange(Math.Round(forecast.PushesPerSubscriber, 2), least, most);
        Assert.InRange(forecast.AllKnowAfterLastSeconds, 0, 0.2);
    }

    [Fact]
    public void Where_CPU_is_short_pushes_are_merged_further_and_the_end_comes_later()
    {
        var storm = new Storm { PaceMilliseconds = 10, Services = 10, Reconnects = false };

        var plenty = StormForecast.Of(OneService, storm, Costs, cores: 100);
        var little = StormForecast.Of(OneService, storm, Costs, cores: 0.5);

        Assert.InRange(little.PushesPerSubscriber, 3, plenty.PushesPerSubscriber * 0.9);
        Assert.True(little.ChangesPerPush > plenty.ChangesPerPush);
        Assert.True(little.AllKnowSeconds > plenty.AllKnowSeconds);
        Assert.InRange(little.CpuPercent, 0, 60);
    }

    [Fact]
    public void Those_who_come_back_as_new_processes_connect()
    {
        var standing = StormForecast.Of(OneService, new Storm { Reconnects = false }, Costs, cores: 1);
        var anew = StormForecast.Of(OneService, new Storm { Reconnects = true }, Costs, cores: 1);

        Assert.Equal(100 * 400e-6, anew.CpuSeconds - standing.CpuSeconds, 1e-9);
    }

    [Fact]
    public void Quiet_times_are_heartbeats_and_the_restarts_of_a_day()
    {
        var fleet = new Fleet { Services = 10, Instances = 864, Providers = 1000, Consumers = 2000, Follows = 5, RestartsPerDay = 10, PayloadBytes = 300, HeartbeatSeconds = 30 };

        var steady = SteadyForecast.Of(fleet, Costs);

        Assert.Equal((300, 2, 2000), ((int)steady.SignsOfLifePerSecond, (int)Math.Round(steady.RegistrationsPerSecond, 6), (int)Math.Round(steady.PushesPerSecond, 6)));
        Assert.Equal(50e6 + (3000 * 5000) + (8000 * 200) + (8640 * 800), steady.MemoryBytes, 1.0);
        Assert.Equal((3000 * 400e-6) + (8000 * 10e-6) + (8000 * 50 * 1e-9), steady.ReturnCpuSeconds, 1e-6);
    }

    [Theory]
    [InlineData(1, 2.0, 1, 0)]
    [InlineData(100, 4.0, 3, 3)]
    [InlineData(100, 0.5, 21, 19)]
    [InlineData(100, 0.04, 0, 230)]
    public void Nodes_share_the_pushes_and_relays_take_them_over(int restarting, double usableCores, int nodes, int relays)
    {
        var fleet = OneService with { Services = 100, Consumers = 100_000, RestartsPerDay = 0 };

        Assert.Equal(new Sizing(nodes, relays), Sizing.Of(fleet, new Storm { Services = restarting, PaceMilliseconds = 100 }, Costs, usableCores));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(2, "2")]
    [InlineData(1.759, "1.76")]
    [InlineData(50.5, "50.5")]
    [InlineData(397_656.4, "397,656")]
    public void Counts_have_three_digits_at_least(double count, string shown) => Assert.Equal(shown, Figures.Count(count));

    [Theory]
    [InlineData(0.0123, "12.3 ms")]
    [InlineData(9.96, "9.96 s")]
    [InlineData(600, "10.0 min")]
    public void Times_have_a_unit(double seconds, string shown) => Assert.Equal(shown, Figures.Seconds(seconds));

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(31_800_000, "31.8 MB")]
    public void Sizes_have_a_unit(double bytes, string shown) => Assert.Equal(shown, Figures.Bytes(bytes));
}
