using Muster.Peers.Processes;

namespace Muster.Load.Workloads;

/// <summary>One kind of work, which is measured with one server at a time.</summary>
internal abstract class Workload
{
    public abstract string Name { get; }

    /// <summary>The tables that its figures stand in.</summary>
    public abstract IReadOnlyList<string> Tables { get; }

    /// <summary>Those who are measured; each is made anew for every run.</summary>
    public abstract IReadOnlyList<Func<Subject>> Subjects { get; }

    /// <summary>What a run takes of one subject, about, on two quiet cores.</summary>
    public abstract TimeSpan Usual(Subject subject);

    /// <summary>Measured once, whatever the number of runs.</summary>
    public virtual bool IsOnce => false;

    /// <summary>Starts nothing and stops nothing: the server runs, fresh.</summary>
    public abstract void Run(Subject subject, Sheet sheet);
}
