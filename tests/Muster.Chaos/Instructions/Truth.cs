using Muster.Protocol;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Chaos.Instructions;

/// <summary>Whether receipts say what the process did, and whether it did it once. Pure.</summary>
internal static class Truth
{
    /// <summary>What is wrong; null where nothing is.</summary>
    /// <param name="expected">What the receipts must say under the fault that was played.</param>
    /// <param name="receipts">Of all who asked with one id.</param>
    /// <param name="done">By the process's own log.</param>
    public static string? FaultIn(Outcome expected, IReadOnlyList<InstructionReceipt> receipts, (int Begun, int Ended) done)
    {
        if (done.Begun > 1) return $"it took effect {done.Begun} times";
        if (receipts.Select(static receipt => receipt.Outcome).Distinct().Count() > 1)
            return $"the receipts differ: {string.Join(", ", receipts.Select(static receipt => receipt.Outcome))}";

        var receipt = receipts[0];
        return (receipt.Outcome, done) switch
        {
            (Outcome.Done, { Ended: 0 }) => "the receipt says that it was done, and the process did not",
            (Outcome.NotDone, { Begun: > 0 }) => "the receipt says that it was not done, and the process began it",
            var (outcome, _) when outcome != expected => $"the receipt says {outcome} where {expected} is so: {receipt.Message}",
            _ => null,
        };
    }
}
