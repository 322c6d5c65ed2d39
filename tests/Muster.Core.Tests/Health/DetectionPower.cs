namespace Muster.Core.Tests.Health;

/// <summary>What the rules find, and how soon, and what they do not: a hundred seeds each, by the whole machine. `./build bench health` measures the same beside other rules.</summary>
public sealed class DetectionPower(ITestOutputHelper figures)
{
    private const int Seeds = 100;

    [Theory]
    [InlineData(20, false)]
    [InlineData(10, true)]
    public void A_hundred_healthy_ones_are_left_alone(int minutes, bool bursty)
    {
        var flags = 0;
        Parallel.For(0, Seeds, seed =>
        {
            var fleet = new MeasuredFleet(100, seed, bursty);
            fleet.Live(minutes * 60);
            Interlocked.Add(ref flags, fleet.Demotions());
        });

        var perHour = flags / (Seeds * minutes / 60.0);
        figures.WriteLine($"100 at 99.9 %{Words(bursty)}: {flags} false flags in {Seeds * minutes / 60.0:0.0} fleet-hours, {perHour:0.00} an hour");
        if (!bursty) Assert.InRange(perHour, 0, 0.1);
    }

    [Theory]
    [InlineData(5, 1, 0.20, 60, 0.99, false)]
    [InlineData(10, 4, 0.30, 90, 0.90, false)]
    [InlineData(5, 1, 0.20, 60, 0, true)]
    [InlineData(10, 4, 0.30, 90, 0, true)]
    public void Bad_ones_are_found_in_time(int instances, int bad, double rate, int within, double share, bool bursty)
    {
        var (found, alone) = (0, 0);
        var times = new List<int>();
        Parallel.For(0, Seeds, seed =>
        {
            var fleet = new MeasuredFleet(instances, seed, bursty);
            fleet.Live(120 + fleet.Chance.Next(10));
            for (var one = 0; one < bad; one++) fleet.Failing[one] = rate;

            var took = 0;
            while (took < 300 && !Enumerable.Range(0, bad).All(fleet.IsSubHealthy))
            {
                fleet.Live();
                took++;
            }

            lock (times) times.Add(took);
            if (took <= within) Interlocked.Increment(ref found);
            if (!Enumerable.Range(bad, instances - bad).Any(fleet.IsSubHealthy)) Interlocked.Increment(ref alone);
        });

        times.Sort();
        figures.WriteLine($"{bad} of {instances} at {1 - rate:0 %}{Words(bursty)}: all found within {within} s in {found} of {Seeds} seeds (median {times[Seeds / 2]} s, last {times[^1]} s); nobody else in {alone}");
        Assert.InRange(found, share * Seeds, Seeds);
        if (!bursty) Assert.Equal(Seeds, alone);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(1_000_000)]
    public void One_lying_consumer_of_twenty_changes_nothing(int claimed)
    {
        var turned = 0;
        Parallel.For(0, Seeds, seed =>
        {
            var fleet = new MeasuredFleet(5, seed) { Lie = ((ulong)claimed, (ulong)claimed) };
            fleet.AddCallers(20);
            fleet.Live(300);
            Interlocked.Add(ref turned, fleet.Events.Count(one => one is RegistryEvent.AilmentChanged or RegistryEvent.ApiTurned));
        });

        figures.WriteLine($"1 of 20 consumers claims {claimed:N0} failed calls every 10 s: {turned} changes in {Seeds} seeds");
        Assert.Equal(0, turned);
    }

    [Fact]
    public void A_provider_that_lies_is_found_by_its_callers()
    {
        var found = 0;
        Parallel.For(0, Seeds, seed =>
        {
            var fleet = new MeasuredFleet(5, seed) { Honesty = 0 };
            fleet.AddCallers(20);
            fleet.Live(120);
            fleet.Failing[0] = 0.40;
            fleet.Live(60);
            if (fleet.IsSubHealthy(0) && fleet.Demotions() == 1) Interlocked.Increment(ref found);
        });

        figures.WriteLine($"100 % by its own word, 60 % by 20 callers: found within 60 s, alone, in {found} of {Seeds} seeds");
        Assert.InRange(found, 99, Seeds);
    }

    [Theory]
    [InlineData(0.10, false)]
    [InlineData(0.40, true)]
    public void One_bad_api_of_five_degrades_that_api_and_the_instance_by_its_share(double share, bool instanceToo)
    {
        var right = 0;
        Parallel.For(0, Seeds, seed =>
        {
            var others = (1 - share) / 4;
            var fleet = new MeasuredFleet(5, seed) { OneApi = true, Apis = [("POST /pay", share), ("GET /a", others), ("GET /b", others), ("GET /c", others), ("GET /d", others)] };
            fleet.Live(120);
            fleet.Failing[0] = 0.40;
            fleet.Live(90);
            var apis = fleet.Events.OfType<RegistryEvent.ApiTurned>().Select(one => (one.Id, one.Turn.Api)).Distinct();
            if (apis.SequenceEqual([("i000", "POST /pay")]) && fleet.IsSubHealthy(0) == instanceToo) Interlocked.Increment(ref right);
        });

        figures.WriteLine($"1 bad API of 5 with {share:0 %} of the calls: that API alone, instance {(instanceToo ? "sub-healthy" : "healthy")}, in {right} of {Seeds} seeds");
        Assert.InRange(right, 99, Seeds);
    }

    private static string Words(bool bursty) => bursty ? ", errors in bursts" : "";
}
