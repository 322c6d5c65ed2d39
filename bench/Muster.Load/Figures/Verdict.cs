namespace Muster.Load.Figures;

/// <summary>How a target fared.</summary>
internal enum Fate
{
    Kept,

    /// <summary>It was only wished for, and is not so.</summary>
    Wished,

    /// <summary>Its bound was passed, or it was not measured.</summary>
    Missed,

    /// <summary>Whoever it compares with is not here.</summary>
    Skipped,
}

/// <summary>What came of a target.</summary>
/// <param name="Target">Which.</param>
/// <param name="Fate">How it fared.</param>
/// <param name="Figure">As measured; null when it was not.</param>
/// <param name="Value">The figure, or its part of the peer's; null when either was not measured.</param>
/// <param name="Why">Why it could not be judged by figures; empty when it could.</param>
internal sealed record Verdict(Target Target, Fate Fate, double? Figure, double? Value, string Why)
{
    public string Must => Target.Must is { } must ? Limit(must) : "–";

    public string Stretch => Target.Stretch is { } stretch ? Limit(stretch) : "–";

    public string Measured => Value is not { } value ? Figure is { } alone ? Numbers.Short(alone) : "–"
        : Target.Peer is null ? Numbers.Short(value)
        : $"{Numbers.Short(Figure!.Value)}, {Numbers.Part(value)} of {Target.Peer}";

    public string Word => Fate switch
    {
        Fate.Skipped => $"skipped: {Why}",
        Fate.Missed when Why.Length > 0 => $"**MISSED**: {Why}",
        Fate.Missed => $"**MISSED**, {Numbers.Short(Target.AtLeast ? Target.Must!.Value / Value!.Value : Math.Abs(Value!.Value) / Target.Must!.Value)} times the bound",
        Fate.Wished => "wish missed",
        _ => Target.Stretch is { } stretch && Target.Holds(Value!.Value, stretch) ? "kept, as wished" : "kept",
    };

    private string Limit(double bound) => Target.Peer is null
        ? $"{(Target.EitherWay ? "±" : Target.AtLeast ? "≥" : "≤")} {Numbers.Short(bound)}"
        : $"≤ {Numbers.Part(bound)} of {Target.Peer}";
}
