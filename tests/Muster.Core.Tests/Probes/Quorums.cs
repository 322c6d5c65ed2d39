using Muster.Core.Probes;

namespace Muster.Core.Tests.Probes;

/// <summary>Votes of locations, each written as up/down of its detectors, with a ! where it is blind.</summary>
public sealed class Quorums
{
    [Theory]

    // One location alone.
    [InlineData("1/0", 1, "Up 1:0")]
    [InlineData("0/1", 1, "Down 1:1")]
    [InlineData("1/1", 1, "Down 1:1")]   // half of its detectors
    [InlineData("2/1", 1, "Up 1:0")]
    [InlineData("0/0", 1, "None 0:0")]
    [InlineData("0/9!", 1, "None 0:0")]
    [InlineData("9/0!", 1, "None 0:0")]

    // Two: both, or nobody.
    [InlineData("0/1 0/1", 2, "Down 2:2")]
    [InlineData("0/1 1/0", 2, "None 2:1")]
    [InlineData("1/0 1/0", 2, "Up 2:0")]
    [InlineData("0/1 0/0", 2, "None 1:1")]    // one alone is not enough where there are two
    [InlineData("0/1 0/1!", 2, "None 1:1")]
    [InlineData("0/1", 2, "None 1:1")]        // the other was there of late
    [InlineData("1/0 0/0", 2, "Up 1:0")]

    // Three: two thirds.
    [InlineData("0/1 0/1 1/0", 3, "Down 3:2")]
    [InlineData("0/1 1/0 1/0", 3, "Up 3:1")]
    [InlineData("0/1 0/1 0/1", 3, "Down 3:3")]
    [InlineData("0/1 0/1 1/0!", 3, "Down 2:2")]

    // Four and five.
    [InlineData("0/1 0/1 1/0 1/0", 4, "None 4:2")]
    [InlineData("0/1 0/1 0/1 1/0", 4, "Down 4:3")]
    [InlineData("0/1 0/1 0/1 1/0 1/0", 5, "None 5:3")]
    [InlineData("0/1 0/1 0/1 0/1 1/0", 5, "Down 5:4")]
    public void Two_thirds_of_those_who_vote_decide(string votes, int locations, string expected)
    {
        var ballots = votes.Split(' ').Select((vote, at) =>
        {
            var counts = vote.TrimEnd('!').Split('/');
            return new Ballot($"l{at}", vote.EndsWith('!'), int.Parse(counts[0], null), int.Parse(counts[1], null));
        }).ToList();

        var tally = Quorum.Count(ballots, locations);

        Assert.Equal(expected, $"{tally.Verdict} {tally.Voting}:{tally.Down}");
    }
}
