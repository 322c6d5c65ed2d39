using Muster.Core.Access;

namespace Muster.Server.Hosting;

/// <summary>What one credential may hold and do, all its processes together; anonymous callers are one. Null: no such bound.</summary>
/// <remarks>A bound that is too low keeps a fleet from coming back after a restart: leave room for twice what it holds.</remarks>
internal sealed class QuotaOptions
{
    public const int Most = 10_000_000;

    /// <summary>Instances registered at a time. Default none.</summary>
    public int? Instances { get; set; }

    /// <summary>Services followed at a time, each on each stream. Default none.</summary>
    public int? Subscriptions { get; set; }

    /// <summary>Requests a second beside the streams, by RPC and HTTP together. Default none.</summary>
    public int? CallsPerSecond { get; set; }

    /// <summary>Requests at once after a pause. Default two seconds' worth.</summary>
    public int? Burst { get; set; }

    public Quota ToQuota() => Of(Instances, Subscriptions, CallsPerSecond, Burst);

    public static Quota Of(int? instances, int? subscriptions, int? callsPerSecond, int? burst) =>
        new(instances, subscriptions, callsPerSecond is { } rate ? new CallRate(rate, burst ?? 2 * rate) : null);
}
