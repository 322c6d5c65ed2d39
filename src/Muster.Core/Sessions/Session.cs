using System.Security.Cryptography;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Protocol;

namespace Muster.Core.Sessions;

/// <summary>How a session is kept alive.</summary>
internal enum SessionKind
{
    /// <summary>By a stream and its heartbeats.</summary>
    Stream,

    /// <summary>By requests within a time to live; holds one instance.</summary>
    Thin,

    /// <summary>Known from before the node's start; stands in for whichever session will claim its instances.</summary>
    Restored,

    /// <summary>By nothing: stands for an operator who registered one instance. Nobody's silence ends it.</summary>
    Persistent,
}

/// <summary>One process's long conversation: what is known of its life, and the instances that hang on it.</summary>
/// <remarks>Written by the machine alone, through <see cref="SessionBook"/>.</remarks>
internal sealed class Session(SessionId id, SessionKind kind, string @namespace, Caller caller, Lease lease, TimeSpan now)
{
    public SessionId Id { get; } = id;

    /// <summary>The id as it is written down with each of its instances.</summary>
    public string IdText => field ??= Id.ToString();

    public SessionKind Kind { get; } = kind;

    public string Namespace { get; } = @namespace;

    public Caller Caller { get; } = caller;

    public Lease Lease { get; } = lease;

    /// <summary>Who the process says it is, for people.</summary>
    public string Client { get; init; } = "";

    /// <summary>Counts the sessions that hold something.</summary>
    public SelfDoubt? Doubt { get; init; }

    /// <summary>What its caller holds, this session's part among it; null where nobody is counted for it.</summary>
    public Usage? Usage { get; init; }

    public Connection? Connection { get; set; }

    /// <summary>What the machine believes; <see cref="Vital.Dead"/> is final.</summary>
    public Vital Vital { get; set; } = Vital.Up;

    /// <summary>When that belief began.</summary>
    public TimeSpan JudgedAt { get; set; } = now;

    /// <summary>What it is not up for, as it was when that began; empty while it is up.</summary>
    public string Because { get; set; } = "";

    /// <summary>It has been silent for its timeout, and nothing carries it.</summary>
    public bool Expired { get; set; }

    /// <summary>No connection stands behind it, and none is waited for.</summary>
    public bool Adrift { get; set; } = kind is SessionKind.Thin or SessionKind.Persistent;

    public Presence Presence => new(Vital, Because, Expired, Adrift, Mute: Kind is SessionKind.Persistent);

    public Signs Signs { get; set; } = new(now, now, null, null, Connected: kind is SessionKind.Stream, Restored: false);

    /// <summary>The bucket this session is due in; an entry found in any other is out of date.</summary>
    public long DueBucket { get; set; } = -1;

    /// <summary>The instances that it holds.</summary>
    public Holdings Instances { get; } = new();

    /// <summary>Where its process connects from, <c>ADDRESS:PORT</c>; empty where that is not known.</summary>
    public string Peer { get; set; } = "";

    /// <summary>What was decided about its instances while nobody could be told.</summary>
    public List<RegistrationResult> Unheard { get; } = [];

    private ReadOnlyMemory<byte> Secret { get; set; }

    /// <summary>Its instances whose death is proven.</summary>
    private HashSet<InstanceRef>? Proven { get; set; }

    private Dictionary<Service, List<string>>? ByService { get; set; }

    /// <summary>The ids of its instances of one service, sorted.</summary>
    public IReadOnlyList<string> InstancesOf(Service service)
    {
        ByService ??= Instances.GroupBy(instance => instance.Service)
            .ToDictionary(one => one.Key, one => one.Select(instance => instance.Id).Order(StringComparer.Ordinal).ToList());
        return ByService.TryGetValue(service, out var ids) ? ids : [];
    }

    /// <param name="service">Of the instance.</param>
    /// <param name="slot">Where its fact stands.</param>
    public void Hold(Service service, int slot)
    {
        Proven?.Remove(new(service, service.At(slot).Listed.Id));
        if (!Instances.Add(service, slot)) return;
        ByService = null;
        Usage?.Instances += 1;
        if (Instances.Count == 1) Doubt?.Joined(Vital);
    }

    /// <summary>Called by the service, where the fact stands.</summary>
    public void Release(Service service, int slot)
    {
        Proven?.Remove(new(service, service.At(slot).Listed.Id));
        if (!Instances.Remove(service, slot)) return;
        ByService = null;
        Usage?.Instances -= 1;
        if (Instances.Count == 0 && Vital is not Vital.Dead) Doubt?.Left(Vital);
    }

    /// <summary>The death of one of its instances is proven. Answers whether that of all is.</summary>
    public bool NoteProven(InstanceRef instance)
    {
        (Proven ??= []).Add(instance);
        return Proven.Count == Instances.Count;
    }

    public void Carry(Connection connection)
    {
        Proven = null;
        (Connection, Peer) = (connection, connection.Peer);
        Secret = connection.Secret;
        connection.Session = this;
    }

    /// <summary>Whether a secret gives the right to resume; takes the same time for right and wrong.</summary>
    public bool Proves(ReadOnlySpan<byte> secret) =>
        Secret.Length > 0 && CryptographicOperations.FixedTimeEquals(Secret.Span, secret);
}

/// <summary>Names an instance that a session holds.</summary>
internal readonly record struct InstanceRef(Service Service, string Id);
