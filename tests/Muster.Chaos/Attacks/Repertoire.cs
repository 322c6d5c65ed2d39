using System.Diagnostics;
using System.Net.Sockets;

namespace Muster.Chaos.Attacks;

/// <summary>The nodes that are attacked, and the secrets that the attackers have and have not.</summary>
/// <param name="Open">It trusts this machine, and grants an address 256 connections.</param>
/// <param name="Guarded">It has tokens.</param>
/// <param name="Exposed">It listens where other machines could reach it; null where this machine has no such address.</param>
internal sealed record Siege(Target Open, Target Guarded, Target? Exposed, string Alice, string Mallory, string Owner);

/// <summary>Every attack by its name. Each is bounded in count and time, and can be played again and again.</summary>
internal sealed class Repertoire : IDisposable
{
    public const int Seed = 20261122;

    /// <summary>Name, whether it hits the guarded node, and whether one round lasts long enough to measure.</summary>
    public static readonly (string Name, bool Guarded, bool Long)[] All =
    [
        ("half-open connections", false, true),
        ("slow headers", false, true),
        ("anonymous writes", true, false),
        ("invented sessions", true, false),
        ("guessed secrets", true, false),
        ("another's instance", true, false),
        ("a revoked token", true, false),
        ("oversize frames", false, false),
        ("random bytes", false, false),
        ("rapid reset", false, false),
    ];

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    private readonly List<IDisposable> _owned = [];
    private readonly Dictionary<string, Func<CancellationToken, Task<Outcome>>> _attacks;

    public Repertoire(Siege siege)
    {
        var random = new Random(Seed);
        var forged = new ForgedSessions(siege.Guarded, siege.Alice, siege.Mallory, random);
        _attacks = new()
        {
            ["half-open connections"] = cancel => HalfOpen.PlayAsync(siege.Open, cancel),
            ["slow headers"] = cancel => HalfOpen.DripAsync(siege.Open, cancel),
            ["anonymous writes"] = Owned(new AnonymousWrites(siege.Guarded, siege.Exposed)).PlayAsync,
            ["invented sessions"] = forged.InventAsync,
            ["guessed secrets"] = forged.GuessAsync,
            ["another's instance"] = forged.DeregisterAsync,
            ["a revoked token"] = Owned(new RevokedToken(siege.Guarded, siege.Owner)).PlayAsync,
            ["oversize frames"] = Owned(new OversizeFrames(siege.Open)).PlayAsync,
            ["random bytes"] = new RandomBytes(siege.Open, random).PlayAsync,
            ["rapid reset"] = new RapidReset(siege.Open).PlayAsync,
        };
    }

    /// <summary>Plays one round after the other until there is enough to measure, or one did not hold.</summary>
    public async Task<Outcome> PlayAsync(string name, CancellationToken cancel)
    {
        var (outcome, rounds, started) = (default(Outcome), 0, Stopwatch.GetTimestamp());
        try
        {
            do
            {
                outcome = await _attacks[name](cancel);
                rounds++;
            }
            while (outcome.Held && Stopwatch.GetElapsedTime(started) < Least);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or SocketException)
        {
            return new(false, $"broke off: {broken.Message}", rounds);
        }

        return outcome with { Rounds = rounds };
    }

    public void Dispose()
    {
        foreach (var one in _owned) one.Dispose();
    }

    private T Owned<T>(T attack)
        where T : IDisposable
    {
        _owned.Add(attack);
        return attack;
    }
}
