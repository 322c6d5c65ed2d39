namespace Muster.Load.Figures;

/// <summary>All that was measured in one go, run after run.</summary>
internal sealed class Book
{
    private readonly List<Figure> _figures = [];

    public IReadOnlyList<Figure> Figures => _figures;

    public void Add(Figure figure) => _figures.Add(figure);

    public IEnumerable<string> Workloads => _figures.Select(figure => figure.Workload).Distinct();

    public IReadOnlyList<string> Subjects(string workload) => [.. Of(workload).Select(figure => figure.Subject).Distinct()];

    public IReadOnlyList<string> Names(string workload) => [.. Of(workload).Select(figure => figure.Name).Distinct()];

    /// <summary>The middle of the runs; null where nothing was measured.</summary>
    public double? Median(string workload, string subject, string name)
    {
        var runs = Runs(workload, subject, name);
        return runs.Length == 0 ? null : (runs[(runs.Length - 1) / 2] + runs[runs.Length / 2]) / 2;
    }

    /// <summary>The runs, smallest first.</summary>
    public double[] Runs(string workload, string subject, string name) =>
        [.. Of(workload).Where(figure => figure.Subject == subject && figure.Name == name).Select(figure => figure.Value).Order()];

    private IEnumerable<Figure> Of(string workload) => _figures.Where(figure => figure.Workload == workload);
}
