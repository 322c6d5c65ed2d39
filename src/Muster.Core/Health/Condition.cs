using Muster.Protocol;

namespace Muster.Core.Health;

/// <summary>What consumers are told of an instance's health, and why. The evidence is fixed when the state is reached.</summary>
/// <remarks>
/// <code>
///                calls fail, or its own word           lost, or silent
///   Healthy ◀─────────────────────────────▶ SubHealthy ──────────────▶ Suspect ── session over ──▶ Dead
///      ▲        both bounds, and damping        ▲                       │  ▲                        │
///      ├────────────────────────────────────────┴──── heard again ──────┘  │                        │
///      ├──────────────────────── lost, or silent ──────────────────────────┘                        │
///      └──────────────────────────────────── registered again ──────────────────────────────────────┘
///
///   with probes:
///   Healthy, SubHealthy ── down by quorum ──▶ Suspect ── up by quorum ──▶ as before
///   Suspect ── session over, but HTTP or gRPC up ──▶ Suspect, for as long as it answers
///   any ── refused, while no connection stands ──▶ Dead, proven: no budget limits its hiding
/// </code>
/// The state follows from two beliefs: that about the process (<see cref="Vital"/>, which goes first), and that about its
/// answers (an ailment, in words, or none). The evidence changes with the state alone, so that figures cause no pushes.
/// A dead one is listed only where hiding it would exceed the budget, which the list says by a flag of its own.
/// </remarks>
internal readonly record struct Condition(State State, string Evidence, string DownIn = "")
{
    public static readonly Condition Healthy = new(State.Healthy, "");

    /// <summary>The same of an instance that an operator registered: nothing else speaks for its health.</summary>
    public Condition OfPersistent => Evidence.Length == 0 ? this with { Evidence = "persistent" } : this;

    /// <param name="vital">The belief about the process.</param>
    /// <param name="because">What the process is not up for.</param>
    /// <param name="ailment">What is wrong with its answers; null where nothing is.</param>
    /// <param name="downIn">Locations that see it down while others do not, divided by commas.</param>
    public Condition Next(Vital vital, string because, string? ailment, string downIn = "")
    {
        var (state, evidence) = (vital, ailment) switch
        {
            (Vital.Up, null) => (State.Healthy, ""),
            (Vital.Up, _) => (State.SubHealthy, ailment),
            (Vital.Suspect, _) => (State.Suspect, because),
            (Vital.Dead, _) => (State.Dead, because),
            _ => throw new InvalidOperationException($"Unknown vital {vital}."),
        };
        return state == State && Evidence.Length > 0 ? this with { DownIn = downIn } : new(state, evidence, downIn);
    }
}
