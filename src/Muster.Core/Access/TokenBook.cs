using System.Collections.Frozen;

namespace Muster.Core.Access;

/// <summary>The tokens that were handed out while the registry runs, and when each secret ends. Written by the machine alone.</summary>
/// <remarks>
/// The grants of a secret stay the same object for as long as the secret holds and what it allows does not change: who
/// came with it goes on. So a token's second secret, or the end of it, touches nobody who came with the first.
/// </remarks>
/// <param name="environment">The registry's: who shows one of its tokens belongs to it.</param>
/// <param name="usual">What holds for a token without a quota of its own.</param>
/// <param name="former">Takes those that no longer hold.</param>
internal sealed class TokenBook(string environment, Quota usual, FormerSecrets former)
{
    private readonly Dictionary<string, List<Held>> _tokens = new(StringComparer.Ordinal);
    private TimeSpan _nextEnd = TimeSpan.MaxValue;

    /// <summary>Takes the newest state of a token in.</summary>
    public void Take(TokenChange change, TimeSpan now)
    {
        _tokens.Remove(change.Name, out var before);
        foreach (var held in before ?? [])
            if (!change.Secrets.Any(secret => secret.Sha256 == held.Caller.Credential)) former.Add(held.Caller.Credential, new(change.Name, EndIn(change), change.At));
        if (change.Grant is not { } grant || change.Secrets.Count == 0) return;
        _tokens[change.Name] = [.. change.Secrets.Select(secret => new Held(CallerOf(change, grant, secret.Sha256, before), now + secret.Remaining, secret.EndsAt))];
    }

    /// <summary>Whether a secret has ended since the last look.</summary>
    public bool AnyEnded(TimeSpan now) => now >= _nextEnd;

    /// <summary>Whoever holds a secret now, by its hash.</summary>
    public FrozenDictionary<string, Caller> Valid(TimeSpan now)
    {
        foreach (var secrets in _tokens.Values)
        {
            var end = secrets.Any(secret => secret.Ends > now) ? SecretEnd.Replaced : SecretEnd.Ended;
            secrets.RemoveAll(secret => HasEnded(secret, end, now));
        }

        var valid = _tokens.Values.SelectMany(secrets => secrets).ToList();
        _nextEnd = valid.Count == 0 ? TimeSpan.MaxValue : valid.Min(secret => secret.Ends);
        return valid.ToFrozenDictionary(secret => secret.Caller.Credential, secret => secret.Caller, StringComparer.Ordinal);
    }

    private bool HasEnded(Held secret, SecretEnd end, TimeSpan now)
    {
        if (secret.Ends > now) return false;
        former.Add(secret.Caller.Credential, new(secret.Caller.Name, end, secret.EndsAt));
        return true;
    }

    private static SecretEnd EndIn(TokenChange change) => change.Secrets.Any(secret => secret.Remaining > TimeSpan.Zero) ? SecretEnd.Replaced : SecretEnd.Revoked;

    private Caller CallerOf(TokenChange change, Grant grant, string sha256, List<Held>? before)
    {
        var known = before?.Find(secret => secret.Caller.Credential == sha256)?.Caller;
        return known is { Grants: [var granted] } && granted.Allows(grant) && grant.Allows(granted)
            ? known
            : new Caller(change.Name, [grant]) { Credential = sha256, Environment = environment, Quota = change.Quota.Or(usual) };
    }

    /// <param name="Caller">Whoever shows it.</param>
    /// <param name="Ends">In monotonic time.</param>
    /// <param name="EndsAt">The same by the wall clock, for people.</param>
    private sealed record Held(Caller Caller, TimeSpan Ends, DateTimeOffset EndsAt);
}
