using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Core.Overlays;
using Muster.Core.Probes;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core;

/// <summary>What a step changed, for log and metrics. Rules never log: the loop around the machine does, from these.</summary>
internal abstract record RegistryEvent
{
    public sealed record SessionOpened(Session Session, bool Resumed) : RegistryEvent;

    public sealed record SessionEnded(Session Session) : RegistryEvent;

    public sealed record VitalChanged(Session Session, Vital From, Vital To) : RegistryEvent;

    /// <summary>What is believed of an instance's process changed; the session that it hangs on stood so at that moment.</summary>
    public sealed record Believed(InstanceRef Instance, Vital Holder, Belief From, Belief To) : RegistryEvent;

    /// <summary>The node itself is to ask an instance; the answer is awaited as <see cref="Input.Probed"/>.</summary>
    public sealed record ProbeDue(ProbeOrder Order) : RegistryEvent;

    /// <summary>A result came.</summary>
    public sealed record Probed(ProbeResult.Types.Outcome Outcome) : RegistryEvent;

    /// <summary>A detector was to ask an instance at an address and did not try. Told once of an instance, for all its detectors.</summary>
    public sealed record NotTried(ServiceKey Service, string Id, string Address, Detector Detector, string Why) : RegistryEvent;

    public sealed record DetectorJoined(Detector Detector) : RegistryEvent;

    public sealed record DetectorLeft(Detector Detector) : RegistryEvent;

    /// <summary>A location fails to reach most of all its targets and has no vote, or (when not blind) has one again.</summary>
    public sealed record LocationBlind(string Location, bool IsBlind, int Unreached, int Asked) : RegistryEvent;

    /// <summary>An instance became sub-healthy for the ailment, or (with null) answers well again.</summary>
    public sealed record AilmentChanged(ServiceKey Service, string Id, string? Ailment) : RegistryEvent;

    /// <summary>One API of an instance went bad or good. The instance follows when the bad ones carry enough of its calls.</summary>
    public sealed record ApiTurned(ServiceKey Service, string Id, ApiTurn Turn) : RegistryEvent;

    /// <summary>
    /// Many of the node's own sessions fell silent at once, or (when not in doubt) that is over. While in doubt, nobody is judged
    /// dead or sub-healthy.
    /// </summary>
    public sealed record SelfDoubt(bool InDoubt, int Silent, int Sessions) : RegistryEvent;

    /// <param name="Quarantined">Why consumers are not told of it; null where they are.</param>
    public sealed record Registered(ServiceKey Service, string Id, ulong Incarnation, string Client, string? Quarantined = null) : RegistryEvent;

    /// <summary>Another admission policy decides otherwise about an instance than the one before it.</summary>
    public sealed record Rejudged(ServiceKey Service, string Id, Admission Admission, string Why) : RegistryEvent;

    /// <summary>Everybody who is in, and everybody who was turned away, has been judged by a new admission policy.</summary>
    public sealed record PolicyApplied(ulong Revision, int Judged, int Denied, int Quarantined, int Released) : RegistryEvent;

    public sealed record Removed(ServiceKey Service, string Id, Cause Cause) : RegistryEvent;

    /// <summary>A live process lost its id to another.</summary>
    public sealed record Replaced(ServiceKey Service, string Id, string Loser, string Winner) : RegistryEvent;

    public sealed record Refused(string Client, Error Error) : RegistryEvent
    {
        /// <summary>The caller, by his credential; empty: nobody is known by it.</summary>
        public string By { get; init; } = "";

        /// <summary>The address that he called from; empty: not known.</summary>
        public string From { get; init; } = "";

        /// <summary>What he wanted to register; null: it was about something else.</summary>
        public (ServiceKey Service, string Id)? Instance { get; init; }

        /// <summary>The admission policy denied it.</summary>
        public bool ByPolicy { get; init; }
    }

    /// <summary>An overlay ended by itself; the revision tells which.</summary>
    public sealed record OverlayEnded(OverlayKey Overlay, ulong Revision, OverlayEnd Why) : RegistryEvent;

    public sealed record Published(ServiceView View, int Changes, int Subscribers) : RegistryEvent
    {
        /// <summary>How the list differs from the one before. Never changed again: who keeps it needs no copy.</summary>
        public IReadOnlyList<ViewEdit> Edits { get; init; } = [];
    }

    /// <summary>A client uses a list, so long after it was published.</summary>
    public sealed record Applied(ServiceKey Service, TimeSpan After) : RegistryEvent;

    /// <summary>A client that left has its receipt.</summary>
    public sealed record Departed(string Client, Protocol.Departed Receipt) : RegistryEvent;

    /// <summary>An instruction has its receipt; it may get another once it is known after all what came of it.</summary>
    public sealed record Instructed(Caller By, InstructRequest Request, InstructionReceipt Receipt) : RegistryEvent;

    /// <summary>Streams were told to go, as the tokens that they came with no longer hold.</summary>
    public sealed record SentAway(int Streams) : RegistryEvent;

    /// <summary>The node itself stood still; all deadlines moved by the gap.</summary>
    public sealed record Stalled(TimeSpan Gap) : RegistryEvent;
}
