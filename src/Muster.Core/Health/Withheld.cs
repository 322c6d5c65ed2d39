namespace Muster.Core.Health;

/// <summary>How many instances of a service are judged dead and hidden, and how many may be.</summary>
/// <param name="Hidden">All of them.</param>
/// <param name="Budget">How many may be for having fallen silent.</param>
/// <param name="Proven">Of the hidden, those whose death is proven: they may be more than the budget.</param>
internal readonly record struct Withheld(int Hidden, int Budget, int Proven = 0);
