using Muster.Cli.CommandLine;
using Muster.Core;
using Muster.Protocol;

namespace Muster.Cli.Demo;

/// <summary>What happens in the demonstration, in order. Each step waits until it can be seen, or gives up and leaves it to the verdict.</summary>
internal sealed class DemoScript(DemoPlan plan, DemoStage stage, DemoPrinter printer, TimeProvider time, CancellationToken asked)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan UpWithin = TimeSpan.FromSeconds(60);    // of a slow and busy machine
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(10);   // beyond every promise
    private static readonly TimeSpan AgreedWithin = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);   // over which the table counts calls

    /// <summary>The one that lives and the one that is killed share a zone; the one that is stopped is alone in the other.</summary>
    private static readonly DemoInstance[] Instances = [new("orders-1", "east"), new("orders-2", "east"), new("orders-3", "west")];

    private readonly DemoFacts _facts = new() { Instances = Instances, Living = "orders-1", Killed = "orders-2", Stopped = "orders-3", LateConsumer = "consumer-late" };
    private readonly Dictionary<string, DemoProcess> _providers = [];
    private readonly List<ConsumerLog> _logs = [];

    public async Task<IReadOnlyList<Verdict>> PlayAsync()
    {
        var registry = await OpenAsync();
        await WatchAsync(plan.Calm);
        await KillProviderAsync();
        await WatchAsync(plan.AfterKill);
        await StopProviderAsync();
        await WatchAsync(plan.AfterStop);
        await KillRegistryAsync(registry);
        await RestartRegistryAsync();
        await LingerAsync();
        foreach (var log in _logs) log.Read();
        return DemoJudge.Judge(_facts, _logs);
    }

    private async Task<DemoProcess> OpenAsync()
    {
        printer.Act("starting a registry, three providers in two zones, a consumer in each");
        var registry = stage.StartRegistry();
        foreach (var (id, zone) in Instances) _providers[id] = stage.StartProvider(id, zone);
        await UpAsync([registry, .. _providers.Values], async () => await AskAsync() is { Instances: 3, Healthy: 3 });

        var consumers = (DemoProcess[])[StartConsumer("consumer-east", "east"), StartConsumer("consumer-west", "west")];
        await UpAsync(consumers, () => Task.FromResult(_logs.TrueForAll(CallsAllOfItsZone)));
        if (!await AgreesAsync(epoch: 0)) throw new CommandFailure(ExitCode.Failed, "The consumers' lists do not have the registry's digest.");
        _facts.AllUpAt = Moment.Now(time);
        printer.See($"all up: registry at {stage.Target.Address}, calls stay within each zone,");
        printer.See("every list has the registry's digest");
        return registry;
    }

    private async Task KillProviderAsync()
    {
        var process = _providers[_facts.Killed];
        printer.Act($"kill -9 {process.Id}: {_facts.Killed} and its 'muster register'");
        _facts.KilledAt = process.KillWithProgram();
        await SeeAsync(log => DemoJudge.SuspectAfter(_facts, log), $"saw {_facts.Killed} suspect");
    }

    private async Task StopProviderAsync()
    {
        var process = _providers[_facts.Stopped];
        printer.Act($"kill -TERM {process.Id}: {_facts.Stopped} stops politely");
        _facts.StoppedAt = Moment.Now(time);
        process.Terminate();
        await SeeAsync(log => DemoJudge.GoneAfter(_facts, log), $"dropped {_facts.Stopped}");
    }

    private async Task KillRegistryAsync(DemoProcess registry)
    {
        printer.Act($"kill -9 {registry.Id}: the registry. Calls must go on");
        _facts.RegistryKilledAt = Moment.Now(time);
        registry.Kill();

        printer.Act($"starting {_facts.LateConsumer}, with no registry to ask");
        _facts.LateStartedAt = Moment.Now(time);
        StartConsumer(_facts.LateConsumer, "west");
        var late = _logs[^1];
        await SeenAsync(() => late.Calls.Count > 20, UpWithin);
        await WatchAsync(plan.Outage);
        late.Read();
        printer.See(late.Lists is [{ Source: "snapshot" } list, ..] ? $"it works from its snapshot: {Counted.Of(list.Count, "instance")}, {Counted.Of(late.Calls.Count, "call")}" : "it has no list");
    }

    private async Task RestartRegistryAsync()
    {
        var epoch = _logs[0].Lists[^1].Epoch;
        printer.Act("starting the registry again: same ports, same data");
        _facts.RegistryRestartedAt = Moment.Now(time);
        var registry = stage.StartRegistry();
        if (!await SeenAsync(() => AgreesAsync(epoch), AgreedWithin))
        {
            printer.See(registry.HasEnded ? $"it ended: {stage.Folder}" : "the digests do not agree");
            return;
        }

        _facts.AgreedAt = _logs.Max(log => log.Lists.First(list => list.Epoch > epoch && list.Digest == log.Lists[^1].Digest).At);
        printer.See("all three consumers hold its list; every digest agrees");
    }

    private async Task LingerAsync()
    {
        var rest = plan.Whole - printer.Elapsed;
        await WatchAsync(rest > plan.AtLeastAfterwards ? rest : plan.AtLeastAfterwards);
    }

    private static bool CallsAllOfItsZone(ConsumerLog log) =>
        Instances.Where(instance => instance.Zone == log.Zone).All(instance => log.Calls.Any(call => call.Instance == instance.Id));

    /// <summary>Lets time pass before the eyes of whoever looks on; where nobody can, tells afterwards who has answered.</summary>
    private async Task WatchAsync(TimeSpan duration)
    {
        var began = Moment.Now(time);
        var end = began + (long)duration.TotalMicroseconds;
        while (Moment.Now(time) is var now && now < end)
        {
            await Task.Delay(TimeSpan.FromMicroseconds(Math.Min(end - now, (long)Redraw.TotalMicroseconds)), time, asked);
            Draw();
        }

        if (!printer.IsLive) printer.Tell(AnsweredSince(began));
    }

    private void Draw()
    {
        if (printer.IsLive) printer.Draw(AnsweredSince(Moment.Now(time) - (long)Window.TotalMicroseconds));
    }

    private WhoAnswers AnsweredSince(long from)
    {
        foreach (var log in _logs) log.Read();
        return WhoAnswers.Between(from, Moment.Now(time), Instances, _logs);
    }

    private DemoProcess StartConsumer(string name, string zone)
    {
        var (process, log) = stage.StartConsumer(name, zone);
        _logs.Add(log);
        return process;
    }

    /// <summary>Whether every consumer holds what the registry lists, told by a life of it later than <paramref name="epoch"/>.</summary>
    private async Task<bool> AgreesAsync(ulong epoch)
    {
        if (await AskAsync() is not { } listed) return false;
        foreach (var log in _logs) log.Read();
        var digest = listed.Digest.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        return _logs.TrueForAll(log => log.Lists is [.., { Source: "registry" } last] && last.Epoch > epoch && last.Digest == digest);
    }

    /// <summary>Null while the registry does not answer, or does not know the service.</summary>
    private async Task<ServiceSummary?> AskAsync()
    {
        try
        {
            using var calls = stage.Target.Open();
            return (await calls.ServicesAsync(asked)).Services.FirstOrDefault(service => service.Service == DemoConsumer.Service);
        }
        catch (CommandFailure)
        {
            return null;
        }
    }

    private async Task SeeAsync(Func<ConsumerLog, long?> after, string what)
    {
        await SeenAsync(() => _logs.TrueForAll(log => after(log) is not null), SeenWithin);
        foreach (var log in _logs)
            printer.See(after(log) is { } took ? $"{log.Name} {what} after {took / 1000} ms" : $"{log.Name} never {what}");
    }

    private Task<bool> SeenAsync(Func<bool> seen, TimeSpan limit) => SeenAsync(
        () =>
        {
            foreach (var log in _logs) log.Read();
            return Task.FromResult(seen());
        },
        limit);

    private async Task<bool> SeenAsync(Func<Task<bool>> seen, TimeSpan limit)
    {
        var began = time.GetTimestamp();
        while (!await seen())
        {
            if (time.GetElapsedTime(began) > limit) return false;
            await Task.Delay(Look, time, asked);
        }

        return true;
    }

    private async Task UpAsync(IReadOnlyList<DemoProcess> processes, Func<Task<bool>> isUp)
    {
        var isSeen = await SeenAsync(
            async () =>
            {
                foreach (var log in _logs) log.Read();
                return processes.Any(process => process.HasEnded) || await isUp();
            },
            UpWithin);
        if (processes.FirstOrDefault(process => process.HasEnded) is { } ended)
            throw new CommandFailure(ExitCode.Failed, $"{ended.Name} did not come up. It printed:{Environment.NewLine}{await File.ReadAllTextAsync(ended.LogPath, asked)}");
        if (!isSeen) throw new CommandFailure(ExitCode.Failed, $"Not all processes came up within {UpWithin.TotalSeconds:0} s. What they printed is in {stage.Folder}.");
    }
}
