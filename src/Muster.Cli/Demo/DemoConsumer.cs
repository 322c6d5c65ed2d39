using System.CommandLine;
using System.Text.Json;
using Muster.Cli.CommandLine;
using Muster.Cli.Looking;
using Muster.Client;
using Muster.Server.Api;

namespace Muster.Cli.Demo;

/// <summary>The demonstration's consumer: calls some instance of its own zone first, twenty times a second, and writes down every call and every list it is shown.</summary>
internal static class DemoConsumer
{
    public const string Name = "demo-consumer";
    public const string Service = "orders";

    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(50);

    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var log = new Option<string>("--log") { Required = true };
        var snapshots = new Option<string>("--snapshots") { Required = true };
        var zone = new Option<string>("--zone") { Required = true };
        var verb = new Verb(Name, "Part of 'muster demo'.") { Hidden = true };
        verb.Add(log);
        verb.Add(snapshots);
        verb.Add(zone);
        registry.AddTo(verb, printsLists: false);
        verb.Does(async (line, cancel) =>
        {
            var options = registry.TargetOf(line, here).ToClientOptions(Name);
            options.SnapshotFolder = line.GetValue(snapshots)!;
            options.Zone = line.GetValue(zone)!;
            options.Balancing.Policy = BalancingPolicies.ZoneFirst;
            using var signals = new StopSignals(cancel);
            await RunAsync(options, line.GetValue(log)!, here, signals.Asked);
            return ExitCode.Done;
        });
        return verb;
    }

    private static async Task RunAsync(MusterOptions options, string path, Surroundings here, CancellationToken asked)
    {
        using var notes = ClientNotes.To(here);
        await using var file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var log = TextWriter.Synchronized(file);
        await using var client = MusterClient.Start(options, notes);
        using var caller = new DemoCaller(client, here.Time);
        try
        {
            await client.SubscribeAsync(Service, asked);
            await Task.WhenAll(WatchAsync(client, log, here.Time, asked), CallAsync(client, caller, log, here.Time, asked));
        }
        catch (OperationCanceledException) when (asked.IsCancellationRequested)
        {
            // The demonstration is over.
        }
    }

    private static async Task WatchAsync(MusterClient client, TextWriter log, TimeProvider time, CancellationToken asked)
    {
        await foreach (var (list, changes) in client.WatchAsync(Service, asked))
        {
            if (list.Source is ListSource.Nothing) continue;
            Write(log, new ListEntry(
                Moment.Now(time), list.Source is ListSource.Snapshot ? "snapshot" : "registry", list.Count, list.Revision.Epoch, ApiJson.Hex(list.Digest),
                [.. changes.Select(change => new SeenChange(
                    Words.Of(change.Kind), change.Instance.Id, change.Kind is ChangeKind.Removed ? Words.Of(change.Cause) : Words.Of(change.Instance.State)))]));
        }
    }

    private static async Task CallAsync(MusterClient client, DemoCaller caller, TextWriter log, TimeProvider time, CancellationToken asked)
    {
        using var timer = new PeriodicTimer(BetweenCalls, time);
        while (await timer.WaitForNextTickAsync(asked))
        {
            if (client.Get(Service).Source is not ListSource.Nothing) Write(log, await caller.CallAsync(Service, asked));
        }
    }

    private static void Write(TextWriter log, LogEntry entry) => log.WriteLine(JsonSerializer.Serialize(entry, LogJson.Default.LogEntry));
}
