namespace Muster.Chaos.Edits;

/// <summary>What became of the edits of one kind.</summary>
internal sealed class KillCount(string kind)
{
    private int _kills, _there, _answered, _broken;

    public int Broken => _broken;

    public void Add(bool there, bool answered, bool broken)
    {
        _kills++;
        if (there) _there++;
        if (answered) _answered++;
        if (broken) _broken++;
    }

    public override string ToString() => $"{kind,-15} {_kills,4} kills: {_there,3} wholly there ({_answered} answered), {_kills - _there - _broken,3} wholly not, {_broken} broken";
}
