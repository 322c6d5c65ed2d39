using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Chaos.Instructions;

/// <summary>What became of the instructions under one fault, and how many of them it met.</summary>
/// <param name="fault">Its name.</param>
/// <param name="met">Which it has met; null: it is none that meets any.</param>
internal sealed class FaultCount(string fault, string? met = null)
{
    private int _played, _met, _begun, _retries;
    private long _slowestMs;
    private Outcome _outcome;
    private (int Answered, int Ended, int AtWork) _killedAt;
    private bool _kills;

    public string Fault => fault;

    public bool IsPlayed => _played > 0;

    /// <summary>What is to be said where it met nothing; null where it did.</summary>
    public string? Nothing => IsPlayed && met is not null && _met == 0 ? $"{fault}: it met none of {_played} instructions ({met}), so nothing is shown of it" : null;

    public void Add(Order order, Outcome outcome) => Add(order.Done.Begun, order.Retries, order.SlowestMs, outcome);

    public void Add(int begun, int retries, long slowestMs, Outcome outcome)
    {
        _played++;
        _begun += begun;
        _retries += retries;
        (_outcome, _slowestMs) = (outcome, Math.Max(_slowestMs, slowestMs));
    }

    /// <summary>It came about once, and so many instructions were under way as it means them to be.</summary>
    public void Meet(int instructions) => _met += instructions;

    /// <summary>The registry was killed just now.</summary>
    public void KilledAt(IEnumerable<Order> orders)
    {
        _kills = true;
        foreach (var order in orders)
            _killedAt = (_killedAt.Answered + order.Answered, _killedAt.Ended + (order.Done.Ended > 0 ? 1 : 0), _killedAt.AtWork + (order.Done is { Begun: > 0, Ended: 0 } ? 1 : 0));
    }

    public override string ToString() =>
        $"{fault,-48} {_played,4} told, {(met is null ? "" : $"{_met,4} met ({met}), ")}{_begun,4} effects, {_outcome,-7} slowest receipt {_slowestMs} ms{(_kills ? $"; at the kill {_killedAt.Ended} had ended, {_killedAt.AtWork} were at work, {_killedAt.Answered} receipts were there; {_retries} asked again" : "")}";
}
