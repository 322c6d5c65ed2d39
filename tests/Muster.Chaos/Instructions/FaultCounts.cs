using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Chaos.Instructions;

/// <summary>A fault that met nothing has shown nothing.</summary>
public sealed class FaultCounts
{
    [Theory]
    [InlineData("at work", 2, new[] { 0, 0 }, "cut: it met none of 2 instructions (at work), so nothing is shown of it")]
    [InlineData("at work", 2, new[] { 0, 1 }, null)]
    [InlineData("at work", 0, new int[0], null)]
    [InlineData(null, 2, new int[0], null)]
    public void One_that_was_played_and_met_none_is_a_fault_of_the_play(string? met, int told, int[] meetings, string? nothing)
    {
        var count = new FaultCount("cut", met);
        foreach (var meeting in meetings) count.Meet(meeting);
        for (var one = 0; one < told; one++) count.Add(begun: 1, retries: 0, slowestMs: 5, Outcome.Done);

        Assert.Equal((nothing, told > 0), (count.Nothing, count.IsPlayed));
    }

    [Fact]
    public void How_many_it_met_is_told()
    {
        var count = new FaultCount("cut", "at work");
        count.Meet(1);
        count.Add(begun: 1, retries: 0, slowestMs: 5, Outcome.Done);

        Assert.Equal("cut                                                 1 told,    1 met (at work),    1 effects, Done    slowest receipt 5 ms", count.ToString());
    }
}
