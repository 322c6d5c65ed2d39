namespace Muster.Testing.Simulated;

/// <summary>One thread, one virtual clock, one seed: everything that happens in a simulation happens here, in one order.</summary>
public sealed class World(int seed)
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _events = new();
    private long _order;

    public int Seed { get; } = seed;

    public Random Random { get; } = new(seed);

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);   // no clock starts at zero

    public void In(TimeSpan delay, Action action) => At(Now + delay, action);

    public void At(TimeSpan time, Action action) => _events.Enqueue(action, (time < Now ? Now : time, _order++));

    /// <summary>Lets time pass, and everything happen that falls into it.</summary>
    public void Advance(TimeSpan duration)
    {
        var end = Now + duration;
        while (_events.TryPeek(out _, out var next) && next.At <= end)
        {
            Now = next.At;
            _events.Dequeue()();
        }

        Now = end;
    }

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * Random.NextDouble());
}
