namespace Muster.Load.Figures;

/// <summary>What a figure of Muster must be: no more than a bound, or than a part of a peer's figure in the same run.</summary>
/// <param name="Workload">Of the figure.</param>
/// <param name="Name">Of the figure.</param>
/// <param name="Peer">Whose figure is the measure; null where <paramref name="Must"/> is a figure itself.</param>
/// <param name="Must">The largest part of the peer's figure, or the largest figure; null where there is only a wish.</param>
/// <param name="Stretch">What would be better than due; null where nothing is said.</param>
internal sealed record Target(string Workload, string Name, string? Peer, double? Must, double? Stretch = null)
{
    /// <summary>The least, not the most.</summary>
    public bool AtLeast { get; init; }

    public Verdict Judge(Book book, string subject)
    {
        var measured = book.Median(Workload, subject, Name);
        var measure = Peer is null ? 1 : book.Median(Workload, Peer, Name);
        if (measured is null || measure is null or 0) return new(this, measured, null);
        return new(this, measured, measured / measure);
    }

    public bool Holds(double value, double bound) => AtLeast ? value >= bound : value <= bound;
}

/// <summary>What came of a target.</summary>
/// <param name="Target">Which.</param>
/// <param name="Figure">As measured; null when it was not.</param>
/// <param name="Value">The figure, or its part of the peer's; null when either was not measured.</param>
internal sealed record Verdict(Target Target, double? Figure, double? Value)
{
    public bool IsMissed => Value is { } value && Target.Must is { } must && !Target.Holds(value, must);

    public string Bound => (Target.Must, Target.Stretch) switch
    {
        ({ } must, { } stretch) => $"{Limit(must)}; wished {Limit(stretch)}",
        ({ } must, null) => Limit(must),
        (null, { } stretch) => $"wished {Limit(stretch)}",
        _ => "",
    };

    public string Measured => Value is not { } value ? "not measured"
        : Target.Peer is null ? Numbers.Short(value)
        : $"{Numbers.Short(Figure!.Value)}, {Numbers.Part(value)} of {Target.Peer}";

    public string Word => Value is not { } value ? "not measured"
        : IsMissed ? $"MISSED, {Numbers.Short(Target.AtLeast ? Target.Must!.Value / value : value / Target.Must!.Value)} times the bound"
        : Target.Stretch is { } stretch ? Target.Holds(value, stretch) ? "ok, as wished" : Target.Must is null ? "wish missed" : "ok"
        : "ok";

    private string Limit(double bound) => Target.Peer is null
        ? $"{(Target.AtLeast ? "≥" : "≤")} {Numbers.Short(bound)}"
        : $"≤ {Numbers.Part(bound)} of {Target.Peer}";
}
