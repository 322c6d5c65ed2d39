namespace Muster.Load.Workloads;

/// <summary>How large the workloads are: in full, or a part of that to try the harness itself.</summary>
/// <param name="Divisor">1: in full.</param>
internal readonly record struct Scale(int Divisor)
{
    public int Of(int count) => Math.Max(1, count / Divisor);
}
