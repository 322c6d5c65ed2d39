using Muster.Protocol;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Chaos.Instructions;

/// <summary>What is a false receipt, and what is none.</summary>
public sealed class Truths
{
    [Theory]
    [InlineData(Outcome.Done, "Done Done", 1, 1, null)]
    [InlineData(Outcome.Done, "Done", 2, 2, "it took effect 2 times")]
    [InlineData(Outcome.Done, "Done", 2, 1, "it took effect 2 times")]
    [InlineData(Outcome.Done, "Done", 0, 0, "the receipt says that it was done, and the process did not")]
    [InlineData(Outcome.Done, "Done", 1, 0, "the receipt says that it was done, and the process did not")]
    [InlineData(Outcome.Done, "Unknown", 1, 1, "the receipt says Unknown where Done is so: why")]
    [InlineData(Outcome.Done, "Done Unknown", 1, 1, "the receipts differ: Done, Unknown")]
    [InlineData(Outcome.NotDone, "NotDone", 0, 0, null)]
    [InlineData(Outcome.NotDone, "NotDone", 1, 0, "the receipt says that it was not done, and the process began it")]
    [InlineData(Outcome.Unknown, "Unknown", 0, 0, null)]
    [InlineData(Outcome.Unknown, "Unknown", 1, 1, null)]
    [InlineData(Outcome.Unknown, "NotDone", 0, 0, "the receipt says NotDone where Unknown is so: why")]
    public void A_receipt_says_what_was_done_and_all_say_the_same(Outcome expected, string outcomes, int begun, int ended, string? fault) =>
        Assert.Equal(fault, Truth.FaultIn(expected, [.. outcomes.Split(' ').Select(static word => new InstructionReceipt { Outcome = Enum.Parse<Outcome>(word), Message = "why" })], (begun, ended)));

    [Fact]
    public void Deeds_are_counted_by_id_and_the_last_of_two_words_tells_whether_it_is_drained()
    {
        var deeds = new Deeds(["begun i-1 drain", "begun i-10 resume", "ended i-1 drain", "begun i-2 recount"]);

        Assert.Equal(((1, 1), (1, 0), (0, 0), false), (deeds.CountOf("i-1"), deeds.CountOf("i-10"), deeds.CountOf("i-3"), deeds.IsDrained));
        Assert.True(new Deeds(["begun i-1 resume", "begun i-2 drain"]).IsDrained);
    }
}
