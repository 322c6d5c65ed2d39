using Muster.Detection.Traffic;

namespace Muster.Detection.Rules;

/// <summary>Something that looks at a fleet's calls and says who is bad.</summary>
internal abstract class Rule(int instances)
{
    private readonly bool[] _flags = new bool[instances];

    /// <summary>How often somebody was found bad who was not the moment before.</summary>
    public int Raised { get; private set; }

    public bool Flags(int instance) => _flags[instance];

    /// <summary>Takes one second's calls in.</summary>
    public abstract void Take(Fleet fleet);

    protected void Set(int instance, bool bad)
    {
        if (bad && !_flags[instance]) Raised++;
        _flags[instance] = bad;
    }
}
