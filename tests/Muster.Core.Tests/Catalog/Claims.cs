using Muster.Core.Catalog;

namespace Muster.Core.Tests.Catalog;

/// <summary>Who holds an id: the whole table.</summary>
public sealed class Claims
{
    private const string Refused = "replaced";

    /// <summary>Claimed, known, holding, is the claimant's session the later one → the incarnation it is given.</summary>
    public static TheoryData<ulong, ulong, string, bool, string> Table
    {
        get
        {
            var table = new TheoryData<ulong, ulong, string, bool, string>();
            foreach (var later in (bool[])[true, false])
            {
                // A first claim is above all that was.
                table.Add(0, 0, nameof(Holding.Nobody), later, "1");
                table.Add(0, 5, nameof(Holding.Nobody), later, "6");
                table.Add(0, 5, nameof(Holding.AnotherAlive), later, "6");
                table.Add(0, 5, nameof(Holding.AnotherWaiting), later, "6");
                table.Add(0, 5, nameof(Holding.AnotherDead), later, "6");
                table.Add(0, 5, nameof(Holding.Same), later, "5");

                // A higher one wins.
                foreach (var holding in Enum.GetNames<Holding>()) table.Add(7, 5, holding, later, "7");

                // A lower one has lost, whoever holds the id.
                foreach (var holding in Enum.GetNames<Holding>()) table.Add(4, 5, holding, later, Refused);

                // An equal one: the same process is back, or two were given the same by a registry that forgot.
                table.Add(5, 5, nameof(Holding.Same), later, "5");
                table.Add(5, 5, nameof(Holding.Nobody), later, "6");
                table.Add(5, 5, nameof(Holding.AnotherDead), later, "6");
                table.Add(5, 5, nameof(Holding.AnotherWaiting), later, "5");
                table.Add(5, 5, nameof(Holding.AnotherAlive), later, later ? "5" : Refused);
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Incarnations_order_claims(ulong claimed, ulong known, string holding, bool later, string expected)
    {
        var verdict = Claim.Judge(claimed, known, Enum.Parse<Holding>(holding), later);

        Assert.Equal(expected, verdict.Accepted ? $"{verdict.Incarnation}" : Refused);
        Assert.False(verdict.TooFar);
    }

    [Theory]
    [InlineData(Claim.LongestJump, false)]
    [InlineData(Claim.LongestJump + 1, true)]
    [InlineData(ulong.MaxValue, true)]
    public void A_claim_that_would_lock_the_id_for_ever_is_refused(ulong claimed, bool tooFar)
    {
        var verdict = Claim.Judge(claimed, 0, Holding.Nobody, claimantIsLater: true);

        Assert.Equal((!tooFar, tooFar), (verdict.Accepted, verdict.TooFar));
    }

    [Fact]
    public void Whatever_two_claim_one_of_them_holds_the_id_afterwards()
    {
        for (ulong mine = 0; mine < 6; mine++)
            for (ulong theirs = 0; theirs < 6; theirs++)
            {
                var first = Claim.Judge(mine, 0, Holding.Nobody, claimantIsLater: true);
                var second = Claim.Judge(theirs, first.Incarnation, Holding.AnotherAlive, claimantIsLater: true);
                var replay = Claim.Judge(first.Incarnation, second.Accepted ? second.Incarnation : first.Incarnation,
                    second.Accepted ? Holding.AnotherAlive : Holding.Same, claimantIsLater: false);

                Assert.True(first.Accepted);
                Assert.NotEqual(second.Accepted, replay.Accepted);
            }
    }
}
