namespace Muster.Load.Figures;

/// <summary>What a figure of Muster must be: no more than a bound, or than a part of a peer's figure in the same run.</summary>
/// <param name="Table">Of the figure.</param>
/// <param name="Name">Of the figure.</param>
/// <param name="Peer">Whose figure is the measure; null where <paramref name="Must"/> is a figure itself.</param>
/// <param name="Must">The largest part of the peer's figure, or the largest figure; null where there is only a wish.</param>
/// <param name="Stretch">What would be better than due; null where nothing is said.</param>
internal sealed record Target(string Table, string Name, string? Peer, double? Must, double? Stretch = null)
{
    /// <summary>The least, not the most.</summary>
    public bool AtLeast { get; init; }

    /// <summary>However the figure is signed.</summary>
    public bool EitherWay { get; init; }

    public Verdict Judge(Book book, string subject)
    {
        var measured = book.Median(Table, subject, Name);
        var measure = Peer is null ? 1 : book.Median(Table, Peer, Name);
        if (Peer is not null && book.Absent.TryGetValue(Peer, out var absent)) return new(this, Fate.Skipped, measured, null, absent);
        if (book.FailureOf(Table, subject) is { } failure) return new(this, Fate.Missed, measured, null, failure.Text);
        if (measured is null) return new(this, Fate.Missed, null, null, $"not measured of {subject}");
        if (measure is null or 0) return new(this, Fate.Missed, measured, null, $"not measured of {Peer}{(book.FailureOf(Table, Peer!) is { } its ? $", whose {its.Text}" : "")}");

        var value = measured.Value / measure.Value;
        var fate = Must is null ? Holds(value, Stretch!.Value) ? Fate.Kept : Fate.Wished : Holds(value, Must.Value) ? Fate.Kept : Fate.Missed;
        return new(this, fate, measured, value, "");
    }

    public bool Holds(double value, double bound) => EitherWay ? Math.Abs(value) <= bound : AtLeast ? value >= bound : value <= bound;
}
