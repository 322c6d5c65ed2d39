namespace Muster.Rpc;

/// <summary>When a certificate is renewed.</summary>
internal static class CertificateLife
{
    /// <summary>From two thirds of its life on: what stands in the way then has the last third to be mended in.</summary>
    /// <remarks><c>dueAt = from + ⅔·(until − from)</c></remarks>
    public static DateTimeOffset DueAt(DateTimeOffset from, DateTimeOffset until) => from + ((until - from) * (2.0 / 3.0));

    public static bool IsDue(DateTimeOffset from, DateTimeOffset until, DateTimeOffset now) => now >= DueAt(from, until);
}
