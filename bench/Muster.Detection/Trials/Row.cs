namespace Muster.Detection.Trials;

/// <summary>One line of a table: a piece of traffic, what is asked of Muster there, and what came of each rule.</summary>
/// <param name="Must">In words; empty where nothing is asked.</param>
/// <param name="Kept">Whether Muster did what is asked; null where nothing is.</param>
internal sealed record Row(string Traffic, string Must, bool? Kept, params string[] Cells)
{
    public static string Heading(string first, params string[] columns) =>
        $"| {first} | must | {string.Join(" | ", columns)} |\n|---|---|{string.Concat(Enumerable.Repeat("---|", columns.Length))}";

    public override string ToString() =>
        $"| {Traffic} | {Must}{(Kept is false ? " **MISSED**" : "")} | {string.Join(" | ", Cells)} |";
}
