namespace Muster.Core.Access;

/// <summary>A token as the control data holds it now; without secrets it is not known any more.</summary>
/// <param name="Name">The caller that everybody is who shows one of its secrets.</param>
/// <param name="Grant">What he may do; null allows nothing.</param>
/// <param name="Secrets">Those that may be shown.</param>
internal sealed record TokenChange(string Name, Grant? Grant, IReadOnlyList<IssuedSecret> Secrets)
{
    /// <summary>What all who show one may hold and do together.</summary>
    public Quota Quota { get; init; } = Quota.None;

    /// <summary>By the wall clock, for people.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>A secret or a certificate by its hash, and for how long it holds yet.</summary>
/// <param name="Sha256">In lower-case hexadecimal; of a certificate, after <see cref="ShownCertificate.CredentialPrefix"/>.</param>
/// <param name="Remaining">Not above zero: over.</param>
internal readonly record struct IssuedSecret(string Sha256, TimeSpan Remaining)
{
    /// <summary>By the wall clock, for people.</summary>
    public DateTimeOffset EndsAt { get; init; }
}
