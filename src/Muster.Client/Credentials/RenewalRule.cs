using Muster.Rpc;

namespace Muster.Client.Credentials;

/// <summary>What a look at the own certificate comes to.</summary>
internal enum RenewalStep
{
    /// <summary>No registry gave it for a join token: whoever did renews it.</summary>
    NotOurs,

    /// <summary>It holds, and is not due yet.</summary>
    Wait,

    /// <summary>It is due.</summary>
    Renew,

    /// <summary>It has ended, and no registry renews it any more.</summary>
    JoinAnew,
}

/// <summary>When a process renews its certificate, and when it looks again.</summary>
internal static class RenewalRule
{
    /// <summary>At the longest: so a renewal by somebody else, and a clock that was put right, are noticed.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromHours(1);

    /// <summary>After a renewal that failed.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>Over so much of the last third renewals are spread: processes that joined together do not come together.</summary>
    private const double Spread = 0.1;

    /// <remarks><c>dueAt = due + chance · ⅒·(until − due)</c>, where due is that of <see cref="CertificateLife"/>.</remarks>
    public static DateTimeOffset DueAt(DateTimeOffset from, DateTimeOffset until, double chance)
    {
        var due = CertificateLife.DueAt(from, until);
        return due + ((until - due) * (Spread * chance));
    }

    /// <param name="given">Whether a registry's own authority gave it.</param>
    /// <param name="from">From when it holds.</param>
    /// <param name="until">Until when.</param>
    /// <param name="now">By the wall clock, as the certificate.</param>
    /// <param name="chance">0 to 1, this process's own.</param>
    /// <returns>What to do, and after how long to look again; of a renewal, should it fail.</returns>
    public static (RenewalStep Step, TimeSpan Again) Judge(bool given, DateTimeOffset from, DateTimeOffset until, DateTimeOffset now, double chance)
    {
        if (!given) return (RenewalStep.NotOurs, LookEvery);
        if (now >= until) return (RenewalStep.JoinAnew, LookEvery);
        var left = DueAt(from, until, chance) - now;
        if (left <= TimeSpan.Zero) return (RenewalStep.Renew, Pause * (1 + (chance / 2)));
        return (RenewalStep.Wait, left < LookEvery ? left : LookEvery);
    }
}
