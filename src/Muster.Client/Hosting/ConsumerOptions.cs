namespace Muster.Client;

/// <summary>What this process calls. Bound from <c>Muster:Consumer</c>.</summary>
public sealed class ConsumerOptions
{
    /// <summary>The services to follow from the start.</summary>
    public IList<string> Services { get; } = [];

    /// <summary>What the start waits for.</summary>
    public StartOptions Start { get; } = new();
}
