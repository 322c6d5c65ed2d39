namespace Muster.Core.Probes;

/// <summary>Where detectors look from. All of one location have one vote together.</summary>
internal sealed class Location(string name)
{
    /// <summary>Fewer targets than this out of reach make nobody blind: they may well be dead.</summary>
    public const int LeastUnreached = 5;

    public string Name { get; } = name;

    /// <summary>Pairs of detector and target with a result.</summary>
    public int Asked { get; private set; }

    /// <summary>Of those, the ones whose target the detector did not reach when it last tried.</summary>
    public int Unreached { get; private set; }

    /// <summary>Most of what it looks at is out of its reach: the fault is more likely its own.</summary>
    public bool IsBlind => Unreached >= LeastUnreached && Unreached * 2 > Asked;

    /// <summary>An opinion of one of its detectors changed.</summary>
    public void Count(Opinion before, Opinion after)
    {
        Asked += (after.Reached || after.Unreached ? 1 : 0) - (before.Reached || before.Unreached ? 1 : 0);
        Unreached += (after.Unreached ? 1 : 0) - (before.Unreached ? 1 : 0);
    }
}
