using Muster.Core.Health;
using Muster.Core.Probes;

namespace Muster.Core.Tests.Health;

/// <summary>Every transition of what is believed of a process: by its session, and by what detectors see.</summary>
public sealed class Beliefs
{
    /// <summary>Belief before; session (with * expired, with ^ mute, with ~ adrift); seen (with ! refused); belief after.</summary>
    public static TheoryData<string, string, string, string> Transitions => new()
    {
        // The session speaks.
        { "Up", "Up", "Unclear", "Up" },
        { "Up", "Up", "Open", "Up" },
        { "Up", "Up", "Answers", "Up" },
        { "Up", "Up", "Down", "Suspect: seen" },
        { "Up", "Up", "Down!", "Suspect: seen" },
        { "Up", "Up", "Unclear!", "Up" },              // its connection stands: that is its own word
        { "Up", "Up~", "Unclear!", "Dead hard: seen" },  // a thin client's port
        { "Suspect", "Up", "Unclear", "Up" },
        { "Suspect", "Up", "Answers", "Up" },
        { "Suspect", "Up", "Down", "Suspect: seen" },

        // It is lost or silent.
        { "Up", "Suspect", "Unclear", "Suspect: silence" },
        { "Up", "Suspect~", "Answers", "Suspect: silence" },
        { "Up", "Suspect~", "Down", "Suspect: silence" },
        { "Up", "Suspect~", "Down!", "Dead hard: seen" },
        { "Up", "Suspect~", "Unclear!", "Dead hard: seen" },
        { "Suspect", "Suspect~", "Unclear!", "Dead hard: seen" },
        { "Suspect", "Suspect", "Down!", "Suspect: silence" },

        // It has been silent for its timeout.
        { "Suspect", "Suspect*~", "Unclear", "Suspect: silence" },
        { "Suspect", "Suspect*~", "Open", "Suspect: silence" },
        { "Suspect", "Suspect*~", "Answers", "Suspect: silence" },
        { "Suspect", "Suspect*~", "Down", "Dead: session expired, seen" },

        // And for a heartbeat more.
        { "Suspect", "Dead*~", "Unclear", "Dead: silence" },
        { "Suspect", "Dead*~", "Open", "Dead: silence" },   // an accepted connection proves a kernel
        { "Suspect", "Dead*~", "Down", "Dead: silence" },
        { "Suspect", "Dead*~", "Answers", "Suspect: session over, seen" },
        { "Suspect", "Dead*~", "Down!", "Dead hard: seen" },

        // Who is dead stays so, whatever answers at his address, until his session speaks.
        { "Dead", "Suspect*~", "Answers", "Dead: before" },
        { "Dead", "Dead*~", "Answers", "Dead: before" },
        { "Dead", "Suspect~", "Unclear!", "Dead hard: seen" },
        { "Dead hard", "Suspect~", "Answers", "Dead hard: before" },
        { "Dead hard", "Dead*~", "Answers", "Dead hard: before" },
        { "Dead", "Up", "Unclear", "Up" },
        { "Dead hard", "Up", "Unclear", "Up" },
        { "Dead hard", "Up", "Down", "Suspect: seen" },

        // No process speaks for it: what answers at its address is all that there is.
        { "Up", "Up^~", "Unclear", "Up" },
        { "Up", "Up^~", "Down", "Suspect: seen" },
        { "Suspect", "Up^~", "Answers", "Up" },
        { "Up", "Up^~", "Down!", "Dead hard: seen" },
        { "Dead hard", "Up^~", "Unclear", "Dead hard: before" },
        { "Dead hard", "Up^~", "Down", "Dead hard: before" },
        { "Dead hard", "Up^~", "Open", "Up" },
        { "Dead hard", "Up^~", "Answers", "Up" },
    };

    [Theory]
    [MemberData(nameof(Transitions))]
    public void The_belief_follows_from_the_session_and_from_what_detectors_see(string before, string session, string seen, string expected)
    {
        var belief = new Belief(Enum.Parse<Vital>(before.Split(' ')[0]), before == "Up" ? "" : "before", before.EndsWith("hard", StringComparison.Ordinal));
        var vital = Enum.Parse<Vital>(session.TrimEnd('*', '^', '~'));
        var presence = new Presence(vital, vital is Vital.Up ? "" : "silence", session.Contains('*', StringComparison.Ordinal), session.EndsWith('~'), session.Contains('^', StringComparison.Ordinal));
        var sight = new Sight(Enum.Parse<Seen>(seen.TrimEnd('!')), seen.EndsWith('!'), "seen", "");

        var next = belief.Next(presence, sight);

        Assert.Equal(expected, $"{next.Vital}{(next.Hard ? " hard" : "")}{(next.Because.Length > 0 ? $": {next.Because}" : "")}");
    }

    [Fact]
    public void A_verdict_that_does_not_exist_is_a_bug() =>
        Assert.Throws<InvalidOperationException>(() => Belief.Up.Next(new((Vital)9, "", Expired: false, Adrift: false), Sight.Unasked));

    [Theory]
    [InlineData("Down", false, "", "Answers", "")]
    [InlineData("Down", true, "", "Down", "")]
    [InlineData("Unclear", false, "east", "Unclear", "")]
    [InlineData("Answers", false, "", "Answers", "")]
    public void In_doubt_nothing_worse_is_told_but_what_a_host_itself_has_said(string seen, bool refused, string downIn, string expected, string expectedDownIn)
    {
        var before = new Sight(Seen.Answers, Refused: false, "well", "");

        var told = new Sight(Enum.Parse<Seen>(seen), refused, "worse", downIn).InDoubtAfter(before);

        Assert.Equal((expected, expectedDownIn), ($"{told.Seen}", told.DownIn));
    }
}
