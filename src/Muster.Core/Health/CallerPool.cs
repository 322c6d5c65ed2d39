namespace Muster.Core.Health;

/// <summary>Puts together what several callers say of one callee, so that none of them decides alone.</summary>
/// <remarks>
/// Each voice counts for at most half of what all others say together: a third of the whole. Then the worst voice, the
/// one without which the callee looks best, is left out. So nobody alone makes an instance look bad, however many calls
/// he claims; nor can one who praises it outvote the others. Of a single voice nothing is left. The order of the voices,
/// which is that of their first reports, decides nothing: several may be left out alike, and then it is the one of fewest calls.
/// </remarks>
internal static class CallerPool
{
    /// <param name="voices">The calls by voice; changed on the way.</param>
    public static Calls Of(Span<Calls> voices)
    {
        voices.Sort(static (one, other) => one.Trials.CompareTo(other.Trials) is not 0 and var order ? order : one.Failed.CompareTo(other.Failed));
        var all = default(Calls);
        foreach (var voice in voices) all += voice;

        var pool = default(Calls);
        foreach (ref var voice in voices)
        {
            var most = (all.Trials - voice.Trials) / 2;
            if (voice.Trials > most) voice *= most / voice.Trials;
            pool += voice;
        }

        var (best, speaking) = (default(Calls), 0);
        foreach (var voice in voices)
        {
            if (voice.Trials <= 0) continue;
            var without = pool - voice;
            if (speaking++ == 0 || without.Ratio > best.Ratio) best = without;
        }

        return speaking < 2 ? default : best;
    }
}
