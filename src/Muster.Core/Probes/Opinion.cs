using Muster.Protocol;
using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Core.Probes;

/// <summary>What one detector thinks of one instance.</summary>
internal enum Leaning
{
    /// <summary>It has not seen enough.</summary>
    None,

    Up,

    Down,
}

/// <summary>What one detector has seen of one instance. A value: every result makes a new one.</summary>
/// <remarks>
/// <code>
///          one success                      fall failures in a row
///   None ──────────────▶ Up ──────────────────────────────────────▶ Down
///    │                    ▲                                          │ ▲
///    │                    └────────── rise successes in a row ───────┘ │
///    └────────────────────────── fall failures in a row ───────────────┘
/// </code>
/// </remarks>
/// <param name="Leaning">What follows from the results.</param>
/// <param name="Last">The latest result.</param>
/// <param name="InARow">How many of the latest results are alike, good or bad.</param>
/// <param name="Refusals">How many of the latest results are refusals.</param>
/// <param name="At">When the latest came.</param>
/// <param name="Evidence">What was said of it.</param>
internal readonly record struct Opinion(Leaning Leaning, Outcome Last, int InARow, int Refusals, TimeSpan At, string Evidence)
{
    public static readonly Opinion None = new(Leaning.None, Outcome.Unspecified, 0, 0, TimeSpan.Zero, "");

    /// <summary>Something at the address spoke: the way to it is open.</summary>
    public bool Reached => Last is Outcome.Up or Outcome.Down;

    /// <summary>The way to it may be the fault.</summary>
    public bool Unreached => Last is Outcome.Silent or Outcome.Refused;

    /// <summary>After one more result; one that was not tried says nothing.</summary>
    public Opinion Next(Outcome outcome, string evidence, Probe terms, TimeSpan now)
    {
        if (outcome is not (Outcome.Up or Outcome.Down or Outcome.Silent or Outcome.Refused)) return this;

        var good = outcome is Outcome.Up;
        var inARow = Last is not Outcome.Unspecified && good == Last is Outcome.Up ? InARow + 1 : 1;
        var leaning = (Leaning, good) switch
        {
            (Leaning.None, true) => Leaning.Up,
            (_, true) => inARow >= terms.Rise ? Leaning.Up : Leaning,
            (_, false) => inARow >= terms.Fall ? Leaning.Down : Leaning,
        };
        return new(leaning, outcome, inARow, outcome is Outcome.Refused ? Refusals + 1 : 0, now, evidence);
    }

    /// <summary>What it still says: an opinion that three rounds have not renewed is none.</summary>
    public Opinion StillHeld(Probe terms, TimeSpan now) =>
        now - At > TimeSpan.FromMilliseconds((3.0 * terms.IntervalMs) + terms.TimeoutMs) ? None : this;
}
