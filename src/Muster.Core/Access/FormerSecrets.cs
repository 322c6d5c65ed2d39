using System.Collections.Concurrent;
using System.Globalization;

namespace Muster.Core.Access;

/// <summary>How a secret came to its end.</summary>
internal enum SecretEnd
{
    /// <summary>Its time was over.</summary>
    Ended,

    /// <summary>It was taken back, and its name has no other.</summary>
    Revoked,

    /// <summary>Its time was over, or it was taken back, and its name has another.</summary>
    Replaced,
}

/// <summary>A secret that no longer holds.</summary>
/// <param name="Name">Of the token that it belonged to.</param>
/// <param name="End">How it ended.</param>
/// <param name="At">By the wall clock, for people.</param>
internal readonly record struct FormerSecret(string Name, SecretEnd End, DateTimeOffset At)
{
    /// <summary>For whoever shows it: which it is, how it ended, and what to do.</summary>
    /// <param name="id">As operators see it.</param>
    public string Words(string id)
    {
        var at = At.ToString("u", CultureInfo.InvariantCulture);
        var (ended, ask) = End switch
        {
            SecretEnd.Ended => ($"ended at {at}", $"a new one ('muster token rotate {Name}')"),
            SecretEnd.Revoked => ($"was revoked at {at}", "another"),
            SecretEnd.Replaced => ($"was revoked or replaced at {at}, and '{Name}' has another one", "that"),
            _ => throw new InvalidOperationException($"Unknown end {End}."),
        };
        return $"The token of '{Name}' (secret {id}) {ended}. Ask an operator for {ask}, and give it to this client.";
    }
}

/// <summary>The secrets of tokens that this node knew and that no longer hold, by their hash. The machine writes; anyone reads.</summary>
/// <remarks>
/// Whoever shows one has held it: that it existed is no news to him, and how it ended helps him. Of what was never handed
/// out nothing is told. Kept since the node's start, the newest <see cref="Most"/>; older ones are as unknown as any.
/// </remarks>
internal sealed class FormerSecrets
{
    public const int Most = 10_000;

    private const int IdDigits = 8;

    private readonly ConcurrentDictionary<string, FormerSecret> _secrets = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    /// <summary>What to say to whoever shows it; null: it was none.</summary>
    public string? WordsOf(string sha256) => _secrets.TryGetValue(sha256, out var former) ? former.Words(sha256[..IdDigits]) : null;

    /// <summary>Called by the machine alone. A certificate is let go: what it says itself tells its holder what to do.</summary>
    public void Add(string sha256, FormerSecret former)
    {
        if (sha256.StartsWith(ShownCertificate.CredentialPrefix, StringComparison.Ordinal)) return;
        if (!_secrets.ContainsKey(sha256)) _order.Enqueue(sha256);
        _secrets[sha256] = former;
        if (_order.Count > Most) _secrets.TryRemove(_order.Dequeue(), out _);
    }
}
