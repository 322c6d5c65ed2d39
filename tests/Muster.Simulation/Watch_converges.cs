using Muster.Testing.Simulated;

namespace Muster.Simulation;

public sealed class Watch_converges
{
    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("MUSTER_SEEDS"), out var seeds) ? seeds : 1000;

    [Fact]
    public void After_a_receipt_without_stragglers_no_live_consumer_holds_the_instance()
    {
        var (broken, exits, seeds) = (new List<string>(), 0, Math.Max(1, Seeds / 5));

        for (var seed = 1; seed <= seeds && broken.Count < 10; seed++)
        {
            var simulation = new WatchSimulation(seed, new NetworkFaults(Drop: 0.05, Repeat: 0.05, Reorder: 0.05));
            simulation.Run();
            broken.AddRange(simulation.Broken.Where(broke => broke.Contains("Safe-Exit", StringComparison.Ordinal)));
            exits += simulation.SafeExits;
        }

        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
        Assert.True(exits > seeds, $"Only {exits} safe exits in {seeds} seeds: the simulation did not test anything.");
    }

    [Fact]
    public void Every_consumer_ends_with_the_registrys_digest_whatever_the_network_does_to_its_frames()
    {
        var broken = new List<string>();
        var changes = 0;

        for (var seed = 1; seed <= Seeds && broken.Count < 10; seed++)
        {
            var simulation = new WatchSimulation(seed, new NetworkFaults(Drop: 0.05, Repeat: 0.05, Reorder: 0.05));
            simulation.Run();
            broken.AddRange(simulation.Broken);
            changes += simulation.Changes;
        }

        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
        Assert.True(changes > 10 * Seeds, $"Only {changes} changes in {Seeds} seeds: the simulation did not test anything.");
    }

    [Fact]
    public void A_seed_replays_to_the_same_end()
    {
        Assert.Equal(Trace(), Trace());

        static int Trace()
        {
            var simulation = new WatchSimulation(7, new NetworkFaults(0.05, 0.05, 0.05));
            simulation.Run();
            return simulation.Changes;
        }
    }
}
