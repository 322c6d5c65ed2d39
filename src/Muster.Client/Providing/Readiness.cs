namespace Muster.Client.Providing;

/// <summary>Whether a provider belongs into the list, by what its checks said. A value: every answer makes a new one.</summary>
/// <remarks>
/// <code>
///   Unlisted ── ready ──▶ Listed ── not ready, three times in a row ──▶ Unlisted
/// </code>
/// One bad answer takes nobody out: a database that all providers check would otherwise empty the list with one hiccup.
/// </remarks>
internal readonly record struct Readiness(bool IsListed, int Misses)
{
    public const int MissesToLeave = 3;

    public static Readiness Unlisted => default;

    public Readiness On(bool ready) => (ready, IsListed, Misses + 1) switch
    {
        (true, _, _) => new(IsListed: true, Misses: 0),
        (false, true, < MissesToLeave and var misses) => new(IsListed: true, misses),
        _ => Unlisted,
    };
}
