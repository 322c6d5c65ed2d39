using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Chaos.Instructions;

/// <summary>What became of the instructions under one fault.</summary>
internal sealed class FaultCount(string fault)
{
    private int _played, _begun, _retries;
    private long _slowestMs;
    private Outcome _outcome;
    private (int Answered, int Ended, int AtWork) _killedAt;
    private bool _kills;

    public bool IsPlayed => _played > 0;

    public void Add(Order order, Outcome outcome)
    {
        _played++;
        _begun += order.Done.Begun;
        _retries += order.Retries;
        (_outcome, _slowestMs) = (outcome, Math.Max(_slowestMs, order.SlowestMs));
    }

    /// <summary>The registry was killed just now.</summary>
    public void KilledAt(IEnumerable<Order> orders)
    {
        _kills = true;
        foreach (var order in orders)
            _killedAt = (_killedAt.Answered + order.Answered, _killedAt.Ended + (order.Done.Ended > 0 ? 1 : 0), _killedAt.AtWork + (order.Done is { Begun: > 0, Ended: 0 } ? 1 : 0));
    }

    public override string ToString() =>
        $"{fault,-48} {_played,4} told, {_begun,4} effects, {_outcome,-7} slowest receipt {_slowestMs} ms{(_kills ? $"; at the kill {_killedAt.Ended} had ended, {_killedAt.AtWork} were at work, {_killedAt.Answered} receipts were there; {_retries} asked again" : "")}";
}
