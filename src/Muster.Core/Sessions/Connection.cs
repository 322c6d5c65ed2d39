using Muster.Core.Access;
using Muster.Core.Departures;
using Muster.Core.Probes;
using Muster.Core.Watch;

namespace Muster.Core.Sessions;

/// <summary>One open stream to a client, as the machine knows it. Only the machine changes it.</summary>
/// <param name="outbox">What the client still has to be told.</param>
/// <param name="peer">The client's address, for people.</param>
/// <param name="origin">Where the connection came from, for the question who may be anonymous.</param>
/// <param name="secret">Sixteen random bytes; the right to resume a session that this connection carries.</param>
internal sealed class Connection(Outbox outbox, string peer, Origin origin, ReadOnlyMemory<byte> secret)
{
    public Outbox Outbox { get; } = outbox;

    public string Peer { get; } = peer;

    public Origin Origin { get; } = origin;

    public ReadOnlyMemory<byte> Secret { get; } = secret;

    /// <summary>What the client showed as it connected; null: nothing.</summary>
    public ShownCertificate? Certificate { get; set; }

    /// <summary>Who speaks; null before he has said so.</summary>
    public Caller? Caller { get; set; }

    /// <summary>The session that this connection carries; null before Hello and after the session has ended.</summary>
    internal Session? Session { get; set; }

    /// <summary>The client's name, if it says which lists it uses.</summary>
    internal string? Confirmer { get; set; }

    /// <summary>Whether its client answers instructions.</summary>
    internal bool TakesInstructions { get; set; }

    /// <summary>What it asks instances as; null while it has not offered to.</summary>
    internal Detector? Detector { get; set; }

    /// <summary>The receipts that it waits for.</summary>
    internal List<Departure> Departures { get; } = [];

    /// <summary>What its caller holds, this connection's subscriptions among it; null before he has said who he is.</summary>
    internal Usage? Usage { get; set; }

    internal Dictionary<string, Subscriber> Subscribers { get; } = new(StringComparer.Ordinal);
}
