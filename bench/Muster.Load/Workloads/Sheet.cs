using Muster.Load.Figures;

namespace Muster.Load.Workloads;

/// <summary>Where one run of a workload writes down what it finds, and what it is at.</summary>
internal sealed class Sheet(Book book, string subject)
{
    /// <summary>What is being done now: a failure names it.</summary>
    public string Phase { get; private set; } = "starting";

    public void Begin(string phase)
    {
        Phase = phase;
        Progress.Phase = $"{subject}: {phase}";
    }

    public void Add(string table, string name, double value) => book.Add(new Figure(table, subject, name, value));
}
