namespace Muster.Client.Snapshots;

/// <summary>How much, and for how long, the disk is trusted.</summary>
/// <param name="MaximumAge">A list that the registry has not stood by for longer is not read.</param>
internal sealed record SnapshotBounds(TimeSpan MaximumAge)
{
    /// <summary>A list that takes more is neither written nor read: some 100,000 instances of 300 bytes.</summary>
    public const int MaximumBytes = 32 * 1024 * 1024;

    /// <summary>How often a list that does not change is written again, so that its age is that of the registry's word.</summary>
    public static readonly TimeSpan RefreshEvery = TimeSpan.FromHours(1);

    /// <summary>A temporary file that is older was left by a process that died while it wrote.</summary>
    public static readonly TimeSpan TemporaryFor = TimeSpan.FromHours(1);

    public static bool IsTooLarge(long bytes) => bytes > MaximumBytes;

    /// <summary>A clock that was set back makes a list young, not old.</summary>
    public bool IsTooOld(DateTimeOffset savedAt, DateTimeOffset now) => now - savedAt > MaximumAge;
}
