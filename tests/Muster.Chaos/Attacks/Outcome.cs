namespace Muster.Chaos.Attacks;

/// <summary>What became of one round of an attack.</summary>
/// <param name="Held">Whether all that had to be refused was.</param>
/// <param name="Told">What was tried and what was refused.</param>
/// <param name="Rounds">How often, one after the other; what is told is of the last.</param>
internal readonly record struct Outcome(bool Held, string Told, int Rounds = 1);
