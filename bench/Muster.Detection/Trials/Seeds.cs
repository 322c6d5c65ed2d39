namespace Muster.Detection.Trials;

/// <summary>The seeds that every trial is repeated with. The same seeds give the same figures, however many cores there are.</summary>
internal sealed record Seeds(int First, int Count)
{
    public T[] Each<T>(Func<int, T> trial)
    {
        var results = new T[Count];
        Parallel.For(0, Count, at => results[at] = trial(First + at));
        return results;
    }

    /// <summary>Fewer of them, where each says much.</summary>
    public Seeds Some(int part) => this with { Count = Math.Max(1, Count / part) };
}
