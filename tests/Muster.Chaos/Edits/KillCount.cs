namespace Muster.Chaos.Edits;

/// <summary>What became of the edits of one kind.</summary>
internal sealed class KillCount(string kind)
{
    private int _kills, _there, _answered, _broken;

    /// <summary>Within how many times a warm edit's duration the next kill comes: nearer when the last edit was done by then, later when it was not.</summary>
    public double Reach { get; private set; } = 2;

    public void Add(bool there, bool answered, bool broken)
    {
        _kills++;
        if (there) _there++;
        if (answered) _answered++;
        if (broken) _broken++;
        Reach = answered ? Math.Max(0.5, Reach * 0.8) : there ? Reach : Math.Min(50, Reach * 1.3);
    }

    public override string ToString() => $"{kind,-15} {_kills,4} kills: {_there,3} wholly there ({_answered} answered), {_kills - _there - _broken,3} wholly not, {_broken} broken";
}
