namespace Muster.Client;

/// <summary>When this process stops calling an instance that fails its calls, whatever the registry says of it.</summary>
public sealed class EjectionOptions
{
    /// <summary>Failures in a row that eject. Default 5. Fewer react sooner, and to chance.</summary>
    public int ConsecutiveFailures { get; set; } = 5;

    /// <summary>The share of failed calls within <see cref="Window"/> that ejects. Default 0.5; above 0, at most 1.</summary>
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>Calls within <see cref="Window"/> before <see cref="FailureRatio"/> is looked at. Default 20.</summary>
    public int MinimumCalls { get; set; } = 20;

    /// <summary>The span over which calls are counted; each span starts from nothing. Default 10 s.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A request that its caller gives up counts as failed when it has waited this long for an answer, or a hung instance
    /// would never be noticed. Default 1 s. Set it above the longest wait that is normal, for example of a long poll.
    /// </summary>
    public TimeSpan UnansweredAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the first ejection lasts; each that follows lasts twice as long. Default 5 s.</summary>
    public TimeSpan First { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long an ejection lasts at most; whoever stays well for as long starts again from <see cref="First"/>. Default 5 min.
    /// </summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The share of a service's instances that may be ejected at once: one of them always, the last never. Default 0.4;
    /// 0: nobody is ejected. Higher gives the rest more to carry when everything fails for a reason of its own.
    /// </summary>
    public double MaximumShare { get; set; } = 0.4;
}
