using System.Globalization;
using Muster.Core;

namespace Muster.Cli.Demo;

/// <summary>Judges the demonstration from the consumers' own logs, and from nothing else but when things were done.</summary>
internal static class DemoJudge
{
    private const long Second = 1_000_000;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<Verdict> Judge(DemoFacts facts, IReadOnlyList<ConsumerLog> logs)
    {
        var early = logs.Where(log => log.Name != facts.LateConsumer).ToList();
        var late = logs.Single(log => log.Name == facts.LateConsumer);
        return
        [
            Within("Death-Bound", "killed provider suspect", 2 * Second, early.Select(log => SuspectAfter(facts, log))),
            Within("Death-Bound", "polite stop known", Second, early.Select(log => GoneAfter(facts, log))),
            LiveStays(facts, logs),
            OwnZone(facts, early),
            NeverEmpty(logs),
            Readable(facts, early),
            Starts(facts, late),
            Within("Converges", "digests agree again", (long)Heartbeat.TotalMicroseconds, [facts.AgreedAt - facts.RegistryRestartedAt]),
            Calls(logs),
        ];
    }

    /// <summary>From the killing to the moment when the consumer was shown it; null when it never was.</summary>
    public static long? SuspectAfter(DemoFacts facts, ConsumerLog log) =>
        log.FirstSeen(facts.KilledAt, change => change.Id == facts.Killed && change.Why is "suspect") - facts.KilledAt;

    /// <summary>From the request to stop to the moment when the consumer was shown it.</summary>
    public static long? GoneAfter(DemoFacts facts, ConsumerLog log) =>
        log.FirstSeen(facts.StoppedAt, change => change.Id == facts.Stopped && change is { Change: "removed", Why: "deregistered" }) - facts.StoppedAt;

    private static Verdict Within(string guarantee, string promise, long limit, IEnumerable<long?> took)
    {
        var all = took.ToList();
        var slowest = all.Max();
        var known = all.Count > 0 && all.TrueForAll(one => one is not null);
        return new(guarantee, $"{promise} < {limit / Second} s", known ? Seconds(slowest!.Value) : "never", known && slowest < limit);
    }

    private static Verdict LiveStays(DemoFacts facts, IReadOnlyList<ConsumerLog> logs)
    {
        var hidden = logs.Sum(log => log.Lists.Count(list => list.Changes.Any(change => change.Id == facts.Living && change.Change is "removed")));
        return new("Live-Stays", "living provider never hidden", $"hidden {Counted.Of(hidden, "time")}", hidden == 0);
    }

    /// <summary>While nothing is broken, no call leaves its zone.</summary>
    private static Verdict OwnZone(DemoFacts facts, List<ConsumerLog> early)
    {
        var calls = early.SelectMany(log => log.Calls.Where(call => call.At >= facts.AllUpAt && call.At < facts.KilledAt).Select(call => (log.Zone, call.Instance))).ToList();
        var inside = calls.Count(call => call.Instance is not null && facts.ZoneOf(call.Instance) == call.Zone);
        return new("zone first", "calls stay in a sound zone", $"{inside} of {calls.Count} did", calls.Count > 0 && inside == calls.Count);
    }

    private static Verdict NeverEmpty(IReadOnlyList<ConsumerLog> logs)
    {
        var lists = logs.SelectMany(log => log.Lists).ToList();
        var shortest = lists.Count > 0 ? lists.Min(list => list.Count) : 0;
        return new("Never-Empty", "no consumer saw an empty list", $"shortest of {lists.Count} lists: {shortest}", shortest > 0);
    }

    private static Verdict Readable(DemoFacts facts, List<ConsumerLog> early)
    {
        var calls = early.SelectMany(log => log.Calls).Where(call => call.At >= facts.RegistryKilledAt && call.At < facts.RegistryRestartedAt).ToList();
        return Answered("Readable", "calls go on without registry", calls);
    }

    private static Verdict Starts(DemoFacts facts, ConsumerLog late)
    {
        var calls = late.Calls.Where(call => call.At < facts.RegistryRestartedAt).ToList();
        var fromSnapshot = late.Lists is [{ Source: "snapshot" }, ..];
        var measured = !fromSnapshot ? "no snapshot" : calls.Count == 0 ? "no calls" : $"{Answers(calls)}, first {Seconds(calls[0].At - facts.LateStartedAt)}";
        return new("Starts", "starts without registry", measured, fromSnapshot && calls.Count > 0 && calls.TrueForAll(call => !call.Failed));
    }

    private static Verdict Calls(IReadOnlyList<ConsumerLog> logs)
    {
        var calls = logs.SelectMany(log => log.Calls).ToList();
        var verdict = Answered("all calls", "every call is answered", calls);
        var elsewhere = calls.Count(call => call.Attempts > 1);
        return verdict with { Measured = $"{verdict.Measured}, {elsewhere} retried" };
    }

    private static Verdict Answered(string guarantee, string promise, List<CallEntry> calls) =>
        new(guarantee, promise, Answers(calls), calls.Count > 0 && calls.TrueForAll(call => !call.Failed));

    private static string Answers(List<CallEntry> calls) => $"{calls.Count(call => !call.Failed)} ok, {calls.Count(call => call.Failed)} failed";

    private static string Seconds(long microseconds) => string.Create(CultureInfo.InvariantCulture, $"{(double)microseconds / Second:0.00} s");
}
