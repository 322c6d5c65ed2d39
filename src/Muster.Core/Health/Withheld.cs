namespace Muster.Core.Health;

/// <summary>How many instances of a service are judged dead and hidden, and how many may be.</summary>
internal readonly record struct Withheld(int Hidden, int Budget);
