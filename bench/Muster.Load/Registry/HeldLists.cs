using Muster.Protocol;

namespace Muster.Load.Registry;

/// <summary>Lists that ten thousand consumers hold: what one of them has proven by its digest, the others prove by equal bytes.</summary>
/// <remarks>A frame that is byte for byte one that was applied to the same list before makes the same list. Anything else is read and proven in full.</remarks>
internal sealed class HeldLists(Func<string, int> removalOf)
{
    private const int Remembered = 64;

    private readonly LinkedList<(HeldList Before, byte[] Frame, HeldList After)> _proven = [];

    public HeldList After(HeldList before, ReadOnlySpan<byte> frame)
    {
        for (var known = _proven.First; known is not null; known = known.Next)
            if (ReferenceEquals(known.Value.Before, before) && frame.SequenceEqual(known.Value.Frame)) return known.Value.After;

        var after = before.After(Down.Parser.ParseFrom(frame), removalOf);
        _proven.AddFirst((before, frame.ToArray(), after));
        if (_proven.Count > Remembered) _proven.RemoveLast();
        return after;
    }
}
