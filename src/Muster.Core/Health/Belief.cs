using Muster.Core.Probes;

namespace Muster.Core.Health;

/// <summary>What the session of an instance shows of its process.</summary>
/// <param name="Vital">The verdict on the session.</param>
/// <param name="Because">What it is not up for, in words.</param>
/// <param name="Expired">It has been silent for its timeout, and nothing carries it.</param>
/// <param name="Adrift">No connection stands behind it, and none is waited for after a restart of the node.</param>
/// <param name="Mute">No process speaks in it, ever: an operator registered the instance. Detectors alone tell of it.</param>
internal readonly record struct Presence(Vital Vital, string Because, bool Expired, bool Adrift, bool Mute = false);

/// <summary>What the machine believes of the process behind an instance, by its session and by what detectors see.</summary>
/// <remarks>
/// <code>
///         probes down by quorum, or the session is suspect
///    Up ───────────────────────────────────────────────────▶ Suspect
///     ▲                                                       │  ▲ │
///     ├───────── the session speaks, probes not down ─────────┘  │ │ session over, or expired and probes down ─▶ Dead, soft
///     │                          session over, but the program   │ │
///     │                          answers by quorum: stays here ──┘ │ refused, and no connection stands ────────▶ Dead, hard
///     │                                                                                                           │
///     └──────────────────────── the session speaks again, or the instance is registered again ────────────────────┘
/// </code>
/// A connection that stands is the process's own word: whose port refuses while it stands is suspect, not dead. Who is dead
/// stays so whatever answers at his address, as that may be another by now. For whom nobody speaks, the answer at his address is
/// all that there is: he comes back with it, and not before.
/// </remarks>
/// <param name="Because">Why it is not up; empty while it is.</param>
/// <param name="Hard">Proven, not concluded from silence: hiding it may exceed the budget.</param>
internal readonly record struct Belief(Vital Vital, string Because = "", bool Hard = false)
{
    public static readonly Belief Up = new(Vital.Up);

    public Belief Next(Presence session, Sight sight) => (session.Vital, sight.Seen) switch
    {
        _ when session.Adrift && sight.Refused => new(Vital.Dead, sight.Evidence, Hard: true),
        (not Vital.Up, _) when Vital is Vital.Dead => this,
        (_, not (Seen.Answers or Seen.Open)) when Vital is Vital.Dead && session.Mute => this,
        (Vital.Dead, Seen.Answers) => new(Vital.Suspect, $"session over, {sight.Evidence}"),
        (Vital.Dead, _) => new(Vital.Dead, session.Because),
        (Vital.Suspect, Seen.Down) when session.Expired => new(Vital.Dead, $"session expired, {sight.Evidence}"),
        (Vital.Suspect, _) => new(Vital.Suspect, session.Because),
        (Vital.Up, Seen.Down) => new(Vital.Suspect, sight.Evidence),
        (Vital.Up, _) => Up,
        _ => throw new InvalidOperationException($"Unknown vital {session.Vital}."),
    };
}
