namespace Muster.Chaos.Suites;

/// <summary>A promise, whether it was kept, and what was measured.</summary>
internal sealed record Verdict(string Promise, bool Kept, IReadOnlyList<string> Figures)
{
    public override string ToString() =>
        string.Join(Environment.NewLine, [$"promise  {Promise}", .. Figures.Select(static figure => $"figure   {figure}"), $"verdict  {(Kept ? "kept" : "BROKEN")}"]);
}
