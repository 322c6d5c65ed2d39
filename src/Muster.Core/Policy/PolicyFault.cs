namespace Muster.Core.Policy;

/// <summary>What is wrong with a policy, and where.</summary>
/// <param name="Line">From 1; 0: with the whole of it.</param>
/// <param name="Words">What, and what to do.</param>
internal readonly record struct PolicyFault(int Line, string Words)
{
    public override string ToString() => Line == 0 ? Words : $"line {Line}: {Words}";
}
