namespace Muster.Core.Probes;

/// <summary>What the detectors of one location think of one instance.</summary>
/// <param name="Blind">It fails to reach most of all its targets: it has no vote.</param>
internal readonly record struct Ballot(string Location, bool Blind, int Up, int Down)
{
    /// <summary>Half of those who have an opinion make it the location's.</summary>
    public Leaning Vote => Blind || Up + Down == 0 ? Leaning.None : Down * 2 >= Up + Down ? Leaning.Down : Leaning.Up;
}

/// <summary>What the locations think together.</summary>
/// <param name="Verdict">None where they disagree, or too few vote.</param>
/// <param name="Voting">Locations with a vote.</param>
/// <param name="Down">Of those, how many say down.</param>
internal readonly record struct Tally(Leaning Verdict, int Voting, int Down)
{
    public int Up => Voting - Down;
}

/// <summary>Turns the votes of locations into a verdict.</summary>
/// <remarks>
/// Down when at least two thirds of the voting locations say so, and at least two where more than one could; up when two
/// thirds say that. So a location alone hides nothing that others reach, and one that is cut off judges nobody.
/// </remarks>
internal static class Quorum
{
    /// <param name="ballots">One for each location that has asked.</param>
    /// <param name="locations">How many there are in all, those that were there of late included.</param>
    public static Tally Count(IReadOnlyList<Ballot> ballots, int locations)
    {
        var (voting, down) = (0, 0);
        for (var at = 0; at < ballots.Count; at++)
        {
            var vote = ballots[at].Vote;
            if (vote is not Leaning.None) voting++;
            if (vote is Leaning.Down) down++;
        }

        var verdict = voting == 0 ? Leaning.None
            : down * 3 >= voting * 2 && down >= (locations > 1 ? 2 : 1) ? Leaning.Down
            : (voting - down) * 3 >= voting * 2 ? Leaning.Up
            : Leaning.None;
        return new(verdict, voting, down);
    }
}
