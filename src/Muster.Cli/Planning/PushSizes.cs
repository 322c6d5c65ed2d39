using Muster.Protocol;

namespace Muster.Cli.Planning;

/// <summary>How large a push is: encoded frames, without what the carrier adds (5 to 14 bytes a frame, TLS 22 more).</summary>
internal readonly record struct PushSizes(int PayloadBytes)
{
    /// <summary>Service name, two revisions, digest, tags and lengths.</summary>
    public const int Header = 50;

    /// <summary>Version, state, tags and lengths around one instance.</summary>
    private const int AroundInstance = 17;

    /// <summary>One id with its cause.</summary>
    private const int Removal = 18;

    /// <summary>What the entries of one delta weigh. Where a delta would be larger than a page, the list itself is sent.</summary>
    public double Entries(double changed, double removed, int listed)
    {
        var delta = (changed * (PayloadBytes + AroundInstance)) + (removed * Removal);
        return delta + Header > Limits.PageBytes ? List(listed) : delta;
    }

    public double List(int listed) => (double)listed * (PayloadBytes + AroundInstance);
}
