namespace Muster.Server.Audit;

/// <summary>How much of what was done is remembered.</summary>
internal sealed class AuditOptions
{
    /// <summary>How long entries are kept, 1 hour to 10 years. Default 90 days. Longer: a larger file, up to <see cref="Megabytes"/>.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// The size of the file, 1 to 100,000 MB. Default 256. When it is reached the oldest entries go, those of logins and refusals before
    /// those of edits, so that nobody can wash edits away by asking for what he may not. Smaller: a shorter memory.
    /// </summary>
    public int Megabytes { get; set; } = 256;
}
