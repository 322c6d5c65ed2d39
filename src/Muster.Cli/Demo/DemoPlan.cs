namespace Muster.Cli.Demo;

/// <summary>How long the demonstration lingers where it has nothing to wait for. A shorter one leaves out no check.</summary>
internal sealed record DemoPlan(TimeSpan Whole, TimeSpan Calm, TimeSpan AfterKill, TimeSpan AfterStop, TimeSpan Outage, TimeSpan AtLeastAfterwards)
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>By then a registry has written down what it was told: it does so every two seconds.</summary>
    private static readonly TimeSpan Written = TimeSpan.FromSeconds(2.5);

    public static DemoPlan For(TimeSpan whole) => new(whole, whole * 0.1, whole * 0.1, Longer(whole * 0.1, Written), whole * 0.2, whole * 0.05);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
