using Muster.Protocol;

namespace Muster.Client.Sessions;

/// <summary>Whether the registry's refusals of this process will pass by themselves. A value: every event makes a new one.</summary>
/// <remarks>
/// <code>
///   Open ── refused for good, three times in a row, and as often as there are nodes ──▶ Barred
///     ▲                                                                                   │
///     └────────────────────────────────── Welcome ────────────────────────────────────────┘
/// </code>
/// Three times, as a node that has just started may not know every token yet; as often as there are nodes, as one of them
/// may be behind. A connection that fails in between proves nothing, either way.
/// </remarks>
internal readonly record struct Refusals(int InARow)
{
    public const int Proof = 3;

    /// <summary>Why this process is not let in; null while that is not so, or not proven.</summary>
    public Error? Bar { get; private init; }

    /// <summary>Whether asking again at once is in vain: somebody must change the credential, the configuration or a program.</summary>
    public static bool Lasts(ErrorCode code) =>
        code is ErrorCode.Unauthenticated or ErrorCode.Forbidden or ErrorCode.Invalid or ErrorCode.Unsupported;

    /// <param name="error">What a node said in place of a Welcome.</param>
    /// <param name="nodes">How many there are to be asked.</param>
    public Refusals On(Error error, int nodes)
    {
        if (!Lasts(error.Code)) return this;
        var inARow = InARow + 1;
        return new(inARow) { Bar = inARow >= Math.Max(Proof, nodes) ? error : null };
    }
}
