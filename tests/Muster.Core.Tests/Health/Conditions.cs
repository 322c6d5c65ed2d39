using Muster.Core.Health;
using Muster.Protocol;

namespace Muster.Core.Tests.Health;

/// <summary>Every transition of what consumers are told.</summary>
public sealed class Conditions
{
    /// <summary>From each state, by each belief about process and answers.</summary>
    public static TheoryData<string, string, bool, string> Transitions => new()
    {
        { "Healthy", "Up", false, "Healthy" },
        { "Healthy", "Up", true, "SubHealthy: new ailment" },
        { "Healthy", "Suspect", false, "Suspect: new silence" },
        { "Healthy", "Suspect", true, "Suspect: new silence" },
        { "Healthy", "Dead", false, "Dead: new silence" },
        { "Healthy", "Dead", true, "Dead: new silence" },

        { "SubHealthy", "Up", false, "Healthy" },
        { "SubHealthy", "Up", true, "SubHealthy: old" },
        { "SubHealthy", "Suspect", false, "Suspect: new silence" },
        { "SubHealthy", "Suspect", true, "Suspect: new silence" },
        { "SubHealthy", "Dead", false, "Dead: new silence" },
        { "SubHealthy", "Dead", true, "Dead: new silence" },

        { "Suspect", "Up", false, "Healthy" },
        { "Suspect", "Up", true, "SubHealthy: new ailment" },
        { "Suspect", "Suspect", false, "Suspect: old" },
        { "Suspect", "Suspect", true, "Suspect: old" },
        { "Suspect", "Dead", false, "Dead: new silence" },
        { "Suspect", "Dead", true, "Dead: new silence" },

        { "Dead", "Up", false, "Healthy" },
        { "Dead", "Up", true, "SubHealthy: new ailment" },
        { "Dead", "Suspect", false, "Suspect: new silence" },
        { "Dead", "Suspect", true, "Suspect: new silence" },
        { "Dead", "Dead", false, "Dead: old" },
        { "Dead", "Dead", true, "Dead: old" },
    };

    [Theory]
    [MemberData(nameof(Transitions))]
    public void The_state_follows_from_process_and_answers_and_the_evidence_from_the_change(string from, string vital, bool ails, string expected)
    {
        var state = Enum.Parse<State>(from);
        var before = new Condition(state, state is State.Healthy ? "" : "old");

        var next = before.Next(Enum.Parse<Vital>(vital), "new silence", ails ? "new ailment" : null);

        Assert.Equal(expected, next.Evidence.Length == 0 ? $"{next.State}" : $"{next.State}: {next.Evidence}");
    }

    [Fact]
    public void A_belief_that_does_not_exist_is_a_bug() =>
        Assert.Throws<InvalidOperationException>(() => Condition.Healthy.Next((Vital)9, "", null));
}
