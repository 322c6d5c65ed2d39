namespace Muster.Core.Health;

/// <summary>What one side has said of one API of one instance: a window of calls for each voice, and what follows from them.</summary>
internal sealed class ApiRecord(string api)
{
    /// <summary>Who may speak about one API of one instance; more are not heard.</summary>
    public const int MostVoices = 64;

    private readonly List<Voice> _voices = [];

    public string Api { get; } = api;

    public ApiStanding Standing { get; set; }

    /// <summary>The calls of the last half minute, as they were when the fleet's were summed up.</summary>
    public Calls Recent { get; set; }

    public int Voices => _voices.Count;

    /// <summary>Adds to a voice's window; false where there is no room for another voice.</summary>
    public bool Add(string name, bool mayBegin, long slot, Calls calls)
    {
        foreach (var voice in _voices)
        {
            if (voice.Name != name) continue;
            voice.Window.Add(slot, calls);
            return true;
        }

        if (!mayBegin || _voices.Count == MostVoices) return false;
        var begun = new Voice(name);
        begun.Window.Add(slot, calls);
        _voices.Add(begun);
        return true;
    }

    /// <summary>The calls of some slots: those of the only voice, or what the callers' voices come to together.</summary>
    public Calls Sum(long slot, int slots, Side side)
    {
        if (side is Side.Own) return _voices.Count == 0 ? default : _voices[0].Window.Sum(slot, slots);

        Span<Calls> calls = stackalloc Calls[MostVoices];
        for (var at = 0; at < _voices.Count; at++) calls[at] = _voices[at].Window.Sum(slot, slots);
        return CallerPool.Of(calls[.._voices.Count]);
    }

    /// <summary>Forgets the voices that have been still for a minute.</summary>
    public void Forget(long slot)
    {
        for (var at = _voices.Count - 1; at >= 0; at--)
            if (_voices[at].Window.IsEmptyAt(slot)) _voices.RemoveAt(at);
    }

    private sealed class Voice(string name)
    {
        public readonly string Name = name;
        public CallWindow Window;
    }
}
