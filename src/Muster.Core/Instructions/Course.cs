using Muster.Core.Health;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Core.Instructions;

/// <summary>How far an instruction has come.</summary>
internal enum Stage
{
    /// <summary>Its process has no connection; it was never sent.</summary>
    Kept,

    /// <summary>On its way, or at work.</summary>
    Sent,

    /// <summary>It was sent, and the connection that it went by is gone.</summary>
    Adrift,

    /// <summary>Its outcome is told.</summary>
    Over,
}

/// <summary>The course of one instruction. A value: every event makes a new one.</summary>
/// <remarks>
/// <code>
///   Kept ──── sent ───▶ Sent ── result ──▶ Over: what the process says
///     │                 │  ▲
///     │               lost  sent again     (the process knows the id, and takes it once)
///     │                 ▼  │
///     │               Adrift
///     │                 │ deadline + 2 s, or the target is gone ──▶ Over: UNKNOWN ── a late result ──▶ Over
///     └─ deadline, or the target is gone ──▶ Over: NOT_DONE
/// </code>
/// A process that is late says so itself; it has the 2 s for that.
/// </remarks>
/// <param name="Deadline">Nothing begins after it.</param>
/// <param name="Outcome">Once it is over.</param>
/// <param name="Message">Why it is not done, for people.</param>
internal readonly record struct Course(Stage Stage, TimeSpan Deadline, Outcome Outcome = Outcome.Unspecified, string Message = "")
{
    /// <summary>What a result has to arrive in, after the deadline.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public bool IsOver => Stage is Stage.Over;

    /// <summary>Whether it is to be sent where its process has a connection.</summary>
    public bool WantsConnection => Stage is Stage.Kept or Stage.Adrift;

    public static Course Begin(TimeSpan deadline) => new(Stage.Kept, deadline);

    public Course OnSent() => WantsConnection ? this with { Stage = Stage.Sent } : this;

    public Course OnLost() => Stage is Stage.Sent ? this with { Stage = Stage.Adrift } : this;

    /// <summary>The process says what came of it; it is believed also after it was given up.</summary>
    public Course OnResult(Outcome outcome, string message) => (IsOver && Outcome is not Outcome.Unknown, outcome) switch
    {
        (true, _) => this,
        (_, Outcome.Done or Outcome.Failed or Outcome.NotDone) => End(outcome, Evidence.Cut(message)),
        _ => End(Outcome.Unknown, "The process answered with an outcome that this registry does not know. It may be older than the client."),
    };

    public Course OnTick(TimeSpan now) => Stage switch
    {
        Stage.Kept when now >= Deadline => End(Outcome.NotDone, "Its process had no connection to the registry all the time."),
        Stage.Sent when now >= Deadline + Grace => End(Outcome.Unknown, "It was sent, and the process did not answer in time. It may have taken effect."),
        Stage.Adrift when now >= Deadline => End(Outcome.Unknown, "It was sent, and the connection broke before the process answered. It may have taken effect."),
        _ => this,
    };

    /// <summary>It can come there no more.</summary>
    public Course OnOutOfReach(string why) => Stage switch
    {
        Stage.Over => this,
        Stage.Kept => End(Outcome.NotDone, why),
        _ => End(Outcome.Unknown, $"{why} It was sent before that, and may have taken effect."),
    };

    private Course End(Outcome outcome, string message) => new(Stage.Over, Deadline, outcome, message);
}
