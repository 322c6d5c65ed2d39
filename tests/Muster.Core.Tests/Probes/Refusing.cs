using Muster.Core.Probes;
using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Core.Tests.Probes;

/// <summary>When a refused connection is proof. Each witness is a result and the second it came at, refusals with their number; (…) sees nobody else.</summary>
public sealed class Refusing
{
    [Theory]

    // The only detector there is: twice in a row.
    [InlineData("r1@0", 0)]
    [InlineData("r2@1", 1)]
    [InlineData("(r2@1)", 0)]
    [InlineData("u@0", 0)]

    // Two: each once.
    [InlineData("r1@0 r1@0", 2)]
    [InlineData("r1@0 u@-5", 0)]
    [InlineData("r2@1 u@-5", 0)]          // the other has not looked since
    [InlineData("r9@80 s@80", 0)]         // the other has no way: nobody confirms
    [InlineData("r1@0 (r1@0)", 0)]        // one to whom nobody answers proves nothing
    [InlineData("r1@0 -", 0)]

    // Three: two are enough, unless somebody was answered since.
    [InlineData("r1@0 r1@0 u@-5", 2)]
    [InlineData("r1@0 r1@0 u@1", 0)]
    [InlineData("r1@0 r1@0 d@1", 0)]
    [InlineData("r1@0 r1@0 s@1", 2)]
    [InlineData("r1@0 r1@0 r1@0", 3)]
    [InlineData("r2@3 r1@5 u@4", 0)]
    public void Two_witnesses_prove_that_nobody_listens(string witnesses, int expected) =>
        Assert.Equal(expected, Refusals.Proof([.. witnesses.Split(' ').Select(Read)]));

    private static Witness Read(string text)
    {
        var word = text.Trim('(', ')');
        if (word == "-") return new(Opinion.None, Sees: true);
        var at = TimeSpan.FromSeconds(100 + int.Parse(word.Split('@')[1], null));
        var outcome = word[0] switch { 'r' => Outcome.Refused, 'u' => Outcome.Up, 'd' => Outcome.Down, _ => Outcome.Silent };
        var refusals = outcome is Outcome.Refused ? int.Parse(word[1..word.IndexOf('@', StringComparison.Ordinal)], null) : 0;
        return new(new(Leaning.None, outcome, 1, refusals, at, ""), Sees: text[0] != '(');
    }
}
