using System.Text.Json.Serialization;

namespace Muster.Cli.Planning;

/// <summary>What things cost a node: the coefficients of the forecast. Times are the server's own CPU.</summary>
internal sealed record StormCosts
{
    /// <summary>One push handed to one connection, whatever its size.</summary>
    public required double PushMicroseconds { get; init; }

    /// <summary>Each byte of a push.</summary>
    public required double ByteNanoseconds { get; init; }

    /// <summary>One change in a storm, beside the pushes.</summary>
    public required double ChangeMicroseconds { get; init; }

    /// <summary>One registration or deregistration in a frame of its own, in quiet times.</summary>
    public required double RegistrationMicroseconds { get; init; }

    /// <summary>One heartbeat, or ping, and its answer; among many connections, each at its own time.</summary>
    public required double HeartbeatMicroseconds { get; init; }

    /// <summary>One connection with its session and a first subscription.</summary>
    public required double ConnectMicroseconds { get; init; }

    /// <summary>A second in which nothing happens, signs of life not counted.</summary>
    public required double IdleMicroseconds { get; init; }

    /// <summary>A node that knows nobody.</summary>
    public required double FixedBytes { get; init; }

    /// <summary>An idle connection with its session and one subscription.</summary>
    public required double ConnectionBytes { get; init; }

    /// <summary>Each further subscription.</summary>
    public required double SubscriptionBytes { get; init; }

    /// <summary>An instance, its payload not counted.</summary>
    public required double InstanceBytes { get; init; }

    /// <summary>Time on the clock for a push to reach the last consumer, for each consumer, where all of them run beside the node. Only <c>--check</c> uses it.</summary>
    public required double SharedPushMicroseconds { get; init; }

    /// <summary>The same for each byte.</summary>
    public required double SharedByteNanoseconds { get; init; }

    /// <summary>Where they come from, for people.</summary>
    public required string Source { get; init; }

    /// <summary>How fast pushes reach the consumers of a node with so many cores for them.</summary>
    public PushPace PaceOn(double cores) => new(PushMicroseconds / cores / 1e6, ByteNanoseconds / cores / 1e9);

    /// <summary>The same while the consumers run beside the node.</summary>
    [JsonIgnore]
    public PushPace SharedPace => new(SharedPushMicroseconds / 1e6, SharedByteNanoseconds / 1e9);

    public double WorkSeconds(double pushes, double bytes) => (pushes * PushMicroseconds / 1e6) + (bytes * ByteNanoseconds / 1e9);
}

/// <summary>Seconds on the clock that a push, and each of its bytes, holds up those behind it.</summary>
internal readonly record struct PushPace(double Push, double Byte)
{
    public double Seconds(double pushes, double bytes) => (pushes * Push) + (bytes * Byte);
}
