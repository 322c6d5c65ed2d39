namespace Muster.Chaos.Attacks;

/// <summary>What 99 of 100 waited at most for a heartbeat's answer and for a list, in milliseconds.</summary>
/// <param name="Count">Of how many.</param>
internal sealed record Waits(double Beat, double List, int Count);
