namespace Muster.Core.Catalog;

/// <summary>How the holder of an id stands to the session that claims it.</summary>
internal enum Holding
{
    /// <summary>Nobody holds it.</summary>
    Nobody,

    /// <summary>The claiming session itself.</summary>
    Same,

    /// <summary>Another session whose process is connected or otherwise alive.</summary>
    AnotherAlive,

    /// <summary>Another session that waits: disconnected, or restored and not yet heard.</summary>
    AnotherWaiting,

    /// <summary>Another session that is over.</summary>
    AnotherDead,
}

/// <summary>The outcome of a claim to an instance id.</summary>
/// <param name="Accepted">Whether the claimant now holds the id.</param>
/// <param name="Incarnation">The incarnation it holds it at.</param>
/// <param name="TooFar">Refused because the claimed incarnation is absurdly far ahead.</param>
internal readonly record struct ClaimVerdict(bool Accepted, ulong Incarnation, bool TooFar = false)
{
    public static readonly ClaimVerdict Replaced = new(false, 0);
}

/// <summary>Decides who holds an instance id. Incarnations order claims; clocks never do.</summary>
internal static class Claim
{
    /// <summary>A jump beyond this is an error or an attack: it would lock the id for ever.</summary>
    public const ulong LongestJump = 1UL << 31;

    /// <summary>Judges a claim.</summary>
    /// <param name="claimed">The claimant's incarnation; 0 claims the id for the first time.</param>
    /// <param name="known">The holder's incarnation, or the last one that was removed; 0 when the id is new.</param>
    /// <param name="holding">Who holds the id now.</param>
    /// <param name="claimantIsLater">Whether the claimant's session is the later one: it breaks a tie between two alive.</param>
    public static ClaimVerdict Judge(ulong claimed, ulong known, Holding holding, bool claimantIsLater)
    {
        if (claimed > known && claimed - known > LongestJump) return new(false, 0, TooFar: true);

        return holding switch
        {
            Holding.Same => claimed == 0 || claimed >= known ? new(true, Math.Max(claimed, known)) : ClaimVerdict.Replaced,
            _ when claimed == 0 => new(true, known + 1),
            _ when claimed > known => new(true, claimed),
            _ when claimed < known => ClaimVerdict.Replaced,

            // Equal, and nobody else stands behind it: what was removed comes back only with a higher incarnation.
            Holding.Nobody or Holding.AnotherDead => new(true, known + 1),
            Holding.AnotherWaiting => new(true, known),
            Holding.AnotherAlive => claimantIsLater ? new(true, known) : ClaimVerdict.Replaced,
            _ => throw new InvalidOperationException($"Unknown holding {holding}."),
        };
    }
}
