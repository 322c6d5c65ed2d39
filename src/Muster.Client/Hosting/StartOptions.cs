namespace Muster.Client;

/// <summary>What the start of a consumer waits for. Bound from <c>Muster:Consumer:Start</c>.</summary>
public sealed class StartOptions
{
    /// <summary>
    /// How long the start waits for the registry's first list of every service; after that, lists come from the snapshot.
    /// Default 5 s; zero: not at all. Longer rides out a registry's restart, and delays every start while it is away.
    /// </summary>
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What becomes of the start when a service is then known from neither. Default: <see cref="WhenUnknown.GoOn"/>.</summary>
    public WhenUnknown WhenUnknown { get; set; } = WhenUnknown.GoOn;
}

/// <summary>What becomes of a start when nothing at all is known of a service.</summary>
public enum WhenUnknown
{
    /// <summary>The program starts; calls to the service fail until a registry is reached.</summary>
    GoOn,

    /// <summary>The program does not start; the message says what to do.</summary>
    Fail,
}
