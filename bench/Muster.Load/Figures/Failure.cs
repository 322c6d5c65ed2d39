namespace Muster.Load.Figures;

/// <summary>A run that did not come to its end.</summary>
/// <param name="Workload">Which work.</param>
/// <param name="Subject">Whose.</param>
/// <param name="Tables">Where its figures would stand.</param>
/// <param name="Run">The number of the run.</param>
/// <param name="Phase">What was being done.</param>
/// <param name="Why">What was expected and what was the case.</param>
internal sealed record Failure(string Workload, string Subject, IReadOnlyList<string> Tables, int Run, string Phase, string Why)
{
    public string Text => $"run {Run} failed while {Phase}: {Why}";
}
