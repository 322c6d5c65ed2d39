namespace Muster.Core.Access;

/// <summary>What whoever shows one credential may hold and do at most, all his processes together. Null: no bound but those that hold for everybody.</summary>
/// <param name="Instances">Registered at a time. Those that are remembered as dead count until they are forgotten.</param>
/// <param name="Subscriptions">Services followed at a time, each on each stream.</param>
/// <param name="Calls">Requests beside the streams.</param>
internal sealed record Quota(int? Instances = null, int? Subscriptions = null, CallRate? Calls = null)
{
    public static readonly Quota None = new();

    /// <summary>Its own bounds, and where it has none, the usual ones.</summary>
    public Quota Or(Quota usual) => new(Instances ?? usual.Instances, Subscriptions ?? usual.Subscriptions, Calls ?? usual.Calls);

    /// <summary>Whether it allows more than another one does: nobody hands out more than he has himself.</summary>
    public bool Exceeds(Quota other) =>
        Beyond(Instances, other.Instances) || Beyond(Subscriptions, other.Subscriptions)
        || Beyond(Calls?.PerSecond, other.Calls?.PerSecond) || Beyond(Calls?.Burst, other.Calls?.Burst);

    private static bool Beyond(int? mine, int? bound) => bound is { } most && (mine ?? int.MaxValue) > most;
}

/// <summary>What a quota bounds.</summary>
internal enum QuotaKind
{
    Instances,
    Subscriptions,
    Calls,
}

/// <summary>How many calls a second, and how many at once after a pause.</summary>
internal readonly record struct CallRate(int PerSecond, int Burst);
