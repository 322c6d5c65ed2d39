namespace Muster.Core.Probes;

/// <summary>What detectors together see of an instance.</summary>
internal enum Seen
{
    /// <summary>Nothing: nobody asks, too few have asked, or they disagree.</summary>
    Unclear,

    /// <summary>Its port is open, by quorum. That proves a kernel.</summary>
    Open,

    /// <summary>The program answers, by quorum.</summary>
    Answers,

    /// <summary>It is down, by quorum.</summary>
    Down,
}

/// <summary>What detectors together see of an instance, and in which words. Fixed when it changes in kind.</summary>
/// <param name="Seen">By quorum of locations.</param>
/// <param name="Refused">Its host says that nobody listens there, to enough detectors to be believed.</param>
/// <param name="Evidence">For people.</param>
/// <param name="DownIn">Locations that see it down while the quorum does not, divided by commas; empty: none.</param>
internal sealed record Sight(Seen Seen, bool Refused, string Evidence, string DownIn)
{
    public static readonly Sight Unasked = new(Seen.Unclear, Refused: false, "", "");

    public bool IsLike(Sight other) => Seen == other.Seen && Refused == other.Refused && DownIn == other.DownIn;

    /// <summary>What may be told while the node doubts itself: nothing that is worse, except what a host itself has said.</summary>
    public Sight InDoubtAfter(Sight before) => Refused ? this
        : Seen is Seen.Down && before.Seen is not Seen.Down ? before with { Refused = false }
        : DownIn.Length > before.DownIn.Length ? this with { DownIn = before.DownIn }
        : this;
}
