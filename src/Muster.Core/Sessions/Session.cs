using System.Security.Cryptography;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Health;

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
}

/// <summary>One process's long conversation: what is known of its life, and the instances that hang on it.</summary>
/// <remarks>Written by the machine alone, through <see cref="SessionBook"/>.</remarks>
internal sealed class Session(SessionId id, SessionKind kind, string @namespace, Caller caller, Lease lease, TimeSpan now)
{
    public SessionId Id { get; } = id;

    public SessionKind Kind { get; } = kind;

    public string Namespace { get; } = @namespace;

    public Caller Caller { get; } = caller;

    public Lease Lease { get; } = lease;

    /// <summary>Who the process says it is, for people.</summary>
    public string Client { get; init; } = "";

    public Connection? Connection { get; set; }

    /// <summary>What the machine believes; <see cref="Vital.Dead"/> is final.</summary>
    public Vital Vital { get; set; } = Vital.Up;

    public Signs Signs { get; set; } = new(now, now, null, null, Connected: kind is SessionKind.Stream, Restored: false);

    /// <summary>The bucket this session is due in; an entry found in any other is out of date.</summary>
    public long DueBucket { get; set; } = -1;

    /// <summary>The instances that it holds.</summary>
    public HashSet<InstanceRef> Instances { get; } = [];

    /// <summary>The instances that others took over while nobody could be told.</summary>
    public List<InstanceRef> LostUnheard { get; } = [];

    private ReadOnlyMemory<byte> Secret { get; set; }

    /// <summary>A frame of any kind arrived.</summary>
    public void Heard(TimeSpan now) => Signs = Signs with { HeardAt = now };

    public void Carry(Connection connection)
    {
        Connection = connection;
        Secret = connection.Secret;
        connection.Session = this;
    }

    /// <summary>Whether a secret gives the right to resume; takes the same time for right and wrong.</summary>
    public bool Proves(ReadOnlySpan<byte> secret) =>
        Secret.Length > 0 && CryptographicOperations.FixedTimeEquals(Secret.Span, secret);
}

/// <summary>Names an instance that a session holds.</summary>
internal readonly record struct InstanceRef(Service Service, string Id);
