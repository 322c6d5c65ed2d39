namespace Muster.Client.Balancing;

/// <summary>An instance's share of calls: its weight, times how it does, times how far it has warmed up.</summary>
internal static class InstanceShare
{
    /// <summary>What a suspect, a protected or an ejected but indispensable instance still takes, in percent.</summary>
    public const int Doubted = 5;

    public const int Impaired = 20;

    /// <summary>A new instance starts with this much of its share: with none at all it would never warm up.</summary>
    public const double ColdShare = 0.1;

    /// <summary>As below, and for one that detectors of this place cannot reach while others can.</summary>
    public static int Percent(InstanceState state, bool isProtected, bool isDownHere) =>
        isDownHere ? Math.Min(Impaired, Percent(state, isProtected)) : Percent(state, isProtected);

    /// <summary>The registry's judgement in percent of the weight.</summary>
    public static int Percent(InstanceState state, bool isProtected) => (state, isProtected) switch
    {
        (_, true) => Doubted,
        (InstanceState.Healthy, _) => 100,
        (InstanceState.SubHealthy, _) => Impaired,
        (InstanceState.Suspect or InstanceState.Dead, _) => Doubted,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown state."),
    };

    /// <summary>The share of an instance that is new, or well again: rises evenly, from the least to all of it.</summary>
    /// <param name="age">Since it was first listed, or seen to be well again, by this process's clock.</param>
    /// <param name="over">The time that it takes; zero: at once.</param>
    /// <param name="least">The share that it begins with.</param>
    public static double Warmth(TimeSpan age, TimeSpan over, double least) => age < over ? Math.Max(least, age / over) : 1;
}
