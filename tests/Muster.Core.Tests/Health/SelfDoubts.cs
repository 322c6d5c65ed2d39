using Muster.Protocol;

namespace Muster.Core.Tests.Health;

/// <summary>Live-Stays: a node that hears many fall silent at once looks to itself first.</summary>
public sealed class SelfDoubts
{
    private readonly TestRegistry _registry = new();
    private readonly List<TestPeer> _providers = [];

    [Fact]
    public void Many_that_fall_silent_at_once_are_suspect_and_nobody_is_hidden()
    {
        Provide(40);
        Live(200);

        Live(130, silent: 20);

        Assert.True(_registry.InDoubt);
        Assert.Equal(40, _registry.View().Entries.Length);
        Assert.Equal(20, _registry.View().Entries.ToArray().Count(entry => entry.State is State.Suspect));
        Assert.Equal([new RegistryEvent.SelfDoubt(true, 20, 40)], Doubts());
    }

    [Fact]
    public void The_doubt_ends_when_they_are_back()
    {
        Provide(40);
        Live(200);
        Live(60, silent: 20);
        Assert.True(_registry.InDoubt);

        Live(5);

        Assert.False(_registry.InDoubt);
        Assert.Equal(new RegistryEvent.SelfDoubt(false, 0, 40), Doubts()[^1]);
        Assert.All(_registry.View().Entries.ToArray(), entry => Assert.Equal(State.Healthy, entry.State));
    }

    [Fact]
    public void It_ends_after_a_timeout_and_a_heartbeat_in_which_others_spoke_and_then_the_budget_guards()
    {
        Provide(40);
        Live(200);

        Live(165, silent: 20);

        Assert.False(_registry.InDoubt);
        Assert.Equal(24, _registry.View().Entries.Length);
        Assert.Equal(4, _registry.View().Entries.ToArray().Count(entry => entry is { State: State.Dead, Protected: true }));
        Live(300, silent: 20);
        Assert.Equal(2, Doubts().Length);
    }

    [Fact]
    public void While_nobody_speaks_at_all_time_proves_nothing()
    {
        Provide(20);
        Live(200);

        Live(900, silent: 20);

        Assert.True(_registry.InDoubt);
        Assert.Equal(20, _registry.View().Entries.Length);
        Assert.All(_registry.View().Entries.ToArray(), entry => Assert.Equal(State.Suspect, entry.State));
    }

    [Theory]
    [InlineData(9, 9)]      // too few to tell
    [InlineData(100, 15)]   // no more than 15 %
    public void Few_make_no_doubt(int providers, int silent)
    {
        Provide(providers);
        Live(200);

        Live(125, silent);

        Assert.False(_registry.InDoubt);
        Assert.Empty(Doubts());
        Assert.Contains(_registry.Events, one => one is RegistryEvent.VitalChanged { To: Core.Health.Vital.Dead });
    }

    [Fact]
    public void Those_who_fall_silent_one_after_another_make_none()
    {
        Provide(40);
        Live(200);
        for (var silent = 1; silent <= 30; silent++) Live(20, silent);
        Assert.Empty(Doubts());
    }

    [Fact]
    public void Goodbyes_make_none()
    {
        Provide(40);
        Live(60);
        for (var one = 0; one < 30; one++)
        {
            _providers[one].Deregister($"i{one:00}");
            _providers[one].Drop();
        }

        _registry.Advance(5);
        Assert.Empty(Doubts());
        Assert.Equal(10, _registry.View().Entries.Length);
    }

    [Fact]
    public void In_doubt_nobody_becomes_sub_healthy_by_counts_either()
    {
        Provide(40);
        Live(200);
        Live(35, silent: 20);
        for (var report = 0; report < 8; report++)
        {
            _providers[39].Report(new CallCounts { Service = "orders", Id = "i39", Api = "GET /", Total = 100, Succeeded = 10 });
            Live(10, silent: 20);
        }

        Assert.DoesNotContain(_registry.Events, one => one is RegistryEvent.AilmentChanged);
        _providers[39].Report(new CallCounts { Service = "orders", Id = "i39", Api = "GET /", Total = 100, Succeeded = 10 });
        Live(25);
        Assert.Contains(_registry.Events, one => one is RegistryEvent.AilmentChanged { Id: "i39", Ailment: not null });
    }

    private RegistryEvent[] Doubts() => [.. _registry.Events.Where(one => one is RegistryEvent.SelfDoubt)];

    private void Provide(int count)
    {
        for (var one = 0; one < count; one++) _providers.Add(_registry.Provide($"i{one:00}"));
    }

    /// <summary>Time passes; all but the first few beat, and take their sessions up again where those were given up.</summary>
    private void Live(double seconds, int silent = 0)
    {
        for (var left = seconds; left > 0; left -= 5)
        {
            for (var one = silent; one < _providers.Count; one++)
                if (_providers[one].Connection.Session is null) _providers[one] = _registry.Join($"i{one:00}", resume: _providers[one].Resume);
            foreach (var peer in _providers.Skip(silent)) peer.Beat();
            _registry.Advance(Math.Min(left, 5));
            foreach (var peer in _providers.Skip(silent)) peer.Read();
        }
    }
}
