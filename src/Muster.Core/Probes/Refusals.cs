using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Core.Probes;

/// <summary>One detector's word on whether anybody listens.</summary>
/// <param name="Opinion">What it has seen of the instance.</param>
/// <param name="Sees">Whether any other target answers it: one to whom nobody answers proves nothing.</param>
internal readonly record struct Witness(Opinion Opinion, bool Sees);

/// <summary>When a refused connection is proof that nobody listens.</summary>
/// <remarks>
/// Two detectors must have been refused, or the only one there is twice in a row, which is a second apart at least; and
/// nobody may have been answered since the first of them was refused.
/// </remarks>
internal static class Refusals
{
    /// <summary>How many detectors were refused, where that is proof; else 0.</summary>
    public static int Proof(IReadOnlyList<Witness> witnesses)
    {
        var (refused, first) = (0, TimeSpan.MaxValue);
        for (var at = 0; at < witnesses.Count; at++)
        {
            var (opinion, sees) = witnesses[at];
            if (opinion.Last is not Outcome.Refused || !sees) continue;
            refused++;
            if (opinion.At < first) first = opinion.At;
        }

        var enough = refused >= 2 || (refused == 1 && witnesses.Count == 1 && witnesses[0].Opinion.Refusals >= 2);
        if (!enough) return 0;
        for (var at = 0; at < witnesses.Count; at++)
            if (witnesses[at].Opinion is { Reached: true } answered && answered.At > first) return 0;
        return refused;
    }
}
