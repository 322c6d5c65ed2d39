namespace Muster.Load.Figures;

/// <summary>One thing that was measured, once.</summary>
/// <param name="Table">What it belongs to, such as <c>register</c>.</param>
/// <param name="Subject">Whose, such as <c>Muster</c>.</param>
/// <param name="Name">Of the figure, with its unit, such as <c>CPU µs</c>.</param>
/// <param name="Value">In that unit.</param>
internal readonly record struct Figure(string Table, string Subject, string Name, double Value);
