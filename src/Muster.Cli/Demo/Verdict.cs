namespace Muster.Cli.Demo;

/// <summary>One promise, and whether it was kept.</summary>
/// <param name="Guarantee">Its name, as in docs/guarantees.md.</param>
/// <param name="Promise">What was promised.</param>
/// <param name="Measured">What the consumers' logs say.</param>
internal sealed record Verdict(string Guarantee, string Promise, string Measured, bool Kept);
