using Muster.Core.Probes;
using Muster.Protocol;
using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Core.Tests.Probes;

/// <summary>What a detector thinks after each row of results: u up, d down, s silent, r refused, ? not tried.</summary>
public sealed class Opinions
{
    private static readonly Probe Terms = new() { IntervalMs = 10_000, TimeoutMs = 1_000, Fall = 3, Rise = 2 };

    [Theory]
    [InlineData("", "None")]
    [InlineData("?", "None")]
    [InlineData("u", "Up")]
    [InlineData("dd", "None")]
    [InlineData("dsr", "Down")]
    [InlineData("uddu", "Up")]
    [InlineData("udd?", "Up")]
    [InlineData("udd?d", "Down")]
    [InlineData("ududududd", "Up")]
    [InlineData("uddd", "Down")]
    [InlineData("ddddu", "Down")]
    [InlineData("ddddudu", "Down")]
    [InlineData("dddduu", "Up")]
    [InlineData("dduddu", "Up")]
    public void Three_failures_in_a_row_bring_it_down_and_two_successes_up_again(string results, string expected) =>
        Assert.Equal(expected, $"{After(results).Leaning}");

    [Theory]
    [InlineData("r", 1)]
    [InlineData("rr", 2)]
    [InlineData("rsr", 1)]
    [InlineData("rru", 0)]
    [InlineData("r?r", 2)]
    public void Refusals_are_counted_in_a_row(string results, int expected) => Assert.Equal(expected, After(results).Refusals);

    [Theory]
    [InlineData("u", true, false)]
    [InlineData("d", true, false)]
    [InlineData("s", false, true)]
    [InlineData("r", false, true)]
    [InlineData("", false, false)]
    public void Whoever_answers_at_all_is_reached(string results, bool reached, bool unreached)
    {
        var opinion = After(results);

        Assert.Equal((reached, unreached), (opinion.Reached, opinion.Unreached));
    }

    [Fact]
    public void An_opinion_that_three_rounds_have_not_renewed_is_none()
    {
        var opinion = After("u");

        Assert.Equal(opinion, opinion.StillHeld(Terms, TimeSpan.FromSeconds(31)));
        Assert.Equal(Opinion.None, opinion.StillHeld(Terms, TimeSpan.FromSeconds(31.1)));
    }

    private static Opinion After(string results) => results.Aggregate(Opinion.None, (opinion, result) => opinion.Next(OutcomeOf(result), "words", Terms, TimeSpan.Zero));

    private static Outcome OutcomeOf(char result) => result switch
    {
        'u' => Outcome.Up,
        'd' => Outcome.Down,
        's' => Outcome.Silent,
        'r' => Outcome.Refused,
        _ => Outcome.Unspecified,
    };
}
