using Muster.Core.Access;
using Muster.Core.Sessions;
using Muster.Protocol;

namespace Muster.Core.Probes;

/// <summary>All detectors: who looks from where, and who was there of late.</summary>
/// <remarks>
/// A location whose last detector left still counts as one that could vote for <see cref="Remembered"/>: a detector that
/// restarts, or is cut off, leaves nobody to be judged by one location alone.
/// </remarks>
internal sealed class DetectorBook(string home, Action<RegistryEvent> happened)
{
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly List<Location> _locations = [];
    private readonly List<Detector> _detectors = [];
    private volatile IReadOnlyList<Standpoint> _standpoints = [];

    /// <summary>Raised whenever targets have to be shared out anew.</summary>
    public int Changes { get; private set; }

    /// <summary>Read by anyone.</summary>
    public IReadOnlyList<Standpoint> Standpoints => _standpoints;

    public IReadOnlyList<Detector> All => _detectors;

    /// <summary>The node itself, which always looks too.</summary>
    public void JoinSelf() => Add(new Detector("the node", LocationOf(home), caller: null, connection: null));

    /// <summary>Null when the connection's process is a detector now; else why not.</summary>
    public Error? Join(Connection connection, Session session, Detect offer)
    {
        if (offer.Location.Length == 0 || Names.FaultInPlace("location", offer.Location) is not null)
            return Errors.Invalid($"location {Names.Quote(offer.Location)}: say where the detector looks from, with 1 to {Limits.Place} letters, digits and . _ -.");
        if (CallerDirectory.Authorize(session.Caller, Verb.Detect, new(session.Namespace, null)) is { } forbidden) return forbidden;
        if (connection.Detector is { LeftAt: null }) return null;   // offered twice
        if (_detectors.Count(detector => detector.LeftAt is null) >= Limits.Detectors)
            return Errors.Of(ErrorCode.LimitReached, $"This node has {Limits.Detectors} detectors, which is the limit.");

        _detectors.RemoveAll(detector => detector.LeftAt is not null && detector.Name == session.Client && detector.Location.Name == offer.Location);
        connection.Detector = new Detector(session.Client, LocationOf(offer.Location), session.Caller, connection);
        Add(connection.Detector);
        return null;
    }

    public void Left(Connection connection, TimeSpan now)
    {
        if (connection.Detector is not { LeftAt: null } detector) return;
        detector.LeftAt = now;
        Changed();
        happened(new RegistryEvent.DetectorLeft(detector));
    }

    public void Forget(TimeSpan now)
    {
        if (_detectors.RemoveAll(detector => detector.LeftAt is { } left && now - left >= Remembered) == 0) return;
        _locations.RemoveAll(location => _detectors.TrueForAll(detector => detector.Location != location));
        Changed();
    }

    /// <summary>What stands to be read: after a location went blind, or sees again.</summary>
    public void Show() => _standpoints =
        [.. _locations.Select(location => new Standpoint(location.Name, _detectors.Count(detector => detector.Location == location && detector.LeftAt is null), location.IsBlind))];

    private void Add(Detector detector)
    {
        _detectors.Add(detector);
        Changed();
        happened(new RegistryEvent.DetectorJoined(detector));
    }

    private void Changed()
    {
        Changes++;
        Show();
    }

    private Location LocationOf(string name)
    {
        if (_locations.Find(location => location.Name == name) is { } known) return known;
        _locations.Add(new Location(name));
        return _locations[^1];
    }
}
