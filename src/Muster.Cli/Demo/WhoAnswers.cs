namespace Muster.Cli.Demo;

/// <summary>One provider in the demonstration.</summary>
internal sealed record DemoInstance(string Id, string Zone);

/// <summary>Who answers one consumer's calls: one figure for each instance.</summary>
/// <param name="Name">The consumer.</param>
/// <param name="PerSecond">Calls answered a second, in the order of the instances.</param>
internal sealed record AnsweredConsumer(string Name, IReadOnlyList<double> PerSecond);

/// <summary>Who answers whom, as the consumers' own logs tell it.</summary>
/// <param name="States">What consumers were last told of each instance.</param>
internal sealed record WhoAnswers(IReadOnlyList<DemoInstance> Instances, IReadOnlyList<string> States, IReadOnlyList<AnsweredConsumer> Consumers)
{
    private const double Second = 1_000_000;

    /// <param name="from">The <see cref="Moment"/> from which calls count.</param>
    /// <param name="until">The moment up to which they do.</param>
    public static WhoAnswers Between(long from, long until, IReadOnlyList<DemoInstance> instances, IReadOnlyList<ConsumerLog> logs) => new(
        instances,
        [.. instances.Select(instance => logs.Select(log => log.LastSeen(instance.Id)).LastOrDefault(seen => seen is not null) ?? "")],
        [.. logs.Select(log => new AnsweredConsumer(log.Name, [.. instances.Select(instance => PerSecond(log, instance.Id, from, until))]))]);

    private static double PerSecond(ConsumerLog log, string instance, long from, long until)
    {
        var answered = 0;
        for (var i = log.Calls.Count - 1; i >= 0 && log.Calls[i].At >= from; i--)
            if (log.Calls[i].At < until && log.Calls[i].Instance == instance) answered++;
        return until > from ? answered * Second / (until - from) : 0;
    }
}
