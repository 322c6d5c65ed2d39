namespace Muster.Core.Health;

/// <summary>Keeps what changes often from changing fast.</summary>
/// <remarks>
/// A demotion holds for 30 s at least; one that follows another holds 30 s longer than that, up to five minutes; each
/// two minutes in good standing take one step back. So whatever is reported, an instance is demoted at most six times
/// within ten minutes, and in the long run once in five.
/// </remarks>
/// <param name="Steps">How many times <see cref="Step"/> the last demotion holds.</param>
/// <param name="HeldUntil">Until when the last demotion holds.</param>
/// <param name="RestoredAt">When the instance was last put back.</param>
internal readonly record struct Damping(int Steps, TimeSpan HeldUntil, TimeSpan RestoredAt)
{
    public const int MostSteps = 10;
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan GoodStanding = TimeSpan.FromMinutes(2);

    public Damping Demoted(TimeSpan now)
    {
        var steps = Math.Min(StepsAt(now) + 1, MostSteps);
        return this with { Steps = steps, HeldUntil = now + (steps * Step) };
    }

    public Damping Restored(TimeSpan now) => this with { RestoredAt = now };

    public bool Holds(TimeSpan now) => now < HeldUntil;

    /// <summary>Steps left of the past, for one in good standing.</summary>
    public int StepsAt(TimeSpan now) => (int)Math.Max(0, Steps - ((now - RestoredAt).Ticks / GoodStanding.Ticks));
}
