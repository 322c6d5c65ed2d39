using Muster.Core.Access;
using Muster.Core.Sessions;
using Muster.Protocol;

namespace Muster.Core.Probes;

/// <summary>One who asks instances whether they are there: the node itself, or a process that offered itself.</summary>
internal sealed class Detector(string name, Location location, Caller? caller, Connection? connection)
{
    public string Name { get; } = name;

    public Location Location { get; } = location;

    /// <summary>Null for the node itself.</summary>
    public Connection? Connection { get; } = connection;

    /// <summary>When it left; null while it is there.</summary>
    public TimeSpan? LeftAt { get; set; }

    /// <summary>Its targets that answered it when last asked.</summary>
    public int Reached { get; set; }

    /// <summary>What it is to be asked with the end of this tick.</summary>
    public ProbeOrders Pending { get; set; } = new();

    public bool MayAsk(Resource service) => caller is null || CallerDirectory.Authorize(caller, Verb.Detect, service) is null;
}
