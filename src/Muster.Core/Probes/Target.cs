using Muster.Core.Catalog;
using Muster.Core.Sessions;
using Muster.Protocol;

namespace Muster.Core.Probes;

/// <summary>An instance that asked for being probed: who asks it, and what they see together.</summary>
internal sealed class Target(InstanceRef instance, ulong incarnation, string address, Probe probe)
{
    /// <summary>How often it is asked in a hurry, and how far apart.</summary>
    public const int Hurry = 2;

    public static readonly TimeSpan HurryEvery = TimeSpan.FromSeconds(1);

    public InstanceRef Instance { get; } = instance;

    public ulong Incarnation { get; } = incarnation;

    public string Address { get; } = address;

    /// <summary>Complete.</summary>
    public Probe Probe { get; } = probe;

    public List<Assignment> Assignments { get; } = [];

    /// <summary>How many locations could have an opinion.</summary>
    public int Locations { get; set; }

    /// <summary>Whether it was told that a detector does not try it.</summary>
    public bool ToldNotTried { get; set; }

    public Sight Sight { get; set; } = Sight.Unasked;

    /// <summary>Names it where targets are shared out.</summary>
    public string Name { get; } = $"{instance.Service.Key}/{instance.Id}";

    public ServiceKey Service => Instance.Service.Key;

    public bool IsThatOf(ulong incarnation, string address, Probe probe) => incarnation == Incarnation && address == Address && probe.Equals(Probe);
}
