using Muster.Load.Figures;
using Muster.Peers.Processes;

namespace Muster.Load.Workloads;

/// <summary>One kind of work, which is measured with one server at a time.</summary>
internal abstract class Workload
{
    public abstract string Name { get; }

    /// <summary>Those who are measured; each is made anew for every run.</summary>
    public abstract IReadOnlyList<Func<Subject>> Subjects { get; }

    /// <summary>Starts nothing and stops nothing: the server runs, fresh.</summary>
    public abstract void Run(Subject subject, Action<Figure> measured);
}
