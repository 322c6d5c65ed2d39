namespace Muster.Server.History;

/// <summary>How far back the registry can say who answered a service, and why somebody left.</summary>
internal sealed class JournalOptions
{
    /// <summary>How far back, 1 minute to 7 days. Default 24 hours. Longer: a larger file, up to <see cref="Megabytes"/>.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The size of the file, 1 to 100,000 MB. Default 512, which holds about a million instances and as many changes. When it is reached
    /// the journal reaches less far back, and says so. Smaller: a shorter memory.
    /// </summary>
    public int Megabytes { get; set; } = 512;
}
