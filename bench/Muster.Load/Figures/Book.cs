namespace Muster.Load.Figures;

/// <summary>All that was measured in one go, run after run; what failed; and what was left out.</summary>
internal sealed class Book
{
    private readonly List<Figure> _figures = [];
    private readonly List<Failure> _failures = [];

    public IReadOnlyList<Figure> Figures => _figures;

    public IReadOnlyList<Failure> Failures => _failures;

    /// <summary>Who was not measured at all, by the first word of the name, and why.</summary>
    public SortedDictionary<string, string> Absent { get; init; } = [];

    /// <summary>Seconds that each workload took, over all runs and subjects.</summary>
    public SortedDictionary<string, double> Took { get; init; } = [];

    public void Add(Figure figure) => _figures.Add(figure);

    public void Add(Failure failure) => _failures.Add(failure);

    public IEnumerable<string> Tables => _figures.Select(figure => figure.Table).Distinct();

    public IReadOnlyList<string> Subjects(string table) => [.. Of(table).Select(figure => figure.Subject).Distinct()];

    public IReadOnlyList<string> Names(string table) => [.. Of(table).Select(figure => figure.Name).Distinct()];

    /// <summary>The middle of the runs; null where nothing was measured.</summary>
    public double? Median(string table, string subject, string name)
    {
        var runs = Runs(table, subject, name);
        return runs.Length == 0 ? null : (runs[(runs.Length - 1) / 2] + runs[runs.Length / 2]) / 2;
    }

    /// <summary>The runs, smallest first.</summary>
    public double[] Runs(string table, string subject, string name) =>
        [.. Of(table).Where(figure => figure.Subject == subject && figure.Name == name).Select(figure => figure.Value).Order()];

    /// <summary>The first failure of a subject at what should have filled a table; null where there was none.</summary>
    public Failure? FailureOf(string table, string subject) => _failures.FirstOrDefault(failure => failure.Subject == subject && failure.Tables.Contains(table));

    private IEnumerable<Figure> Of(string table) => _figures.Where(figure => figure.Table == table);
}
