using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;
using Muster.Rpc;
using Muster.Testing.Carriers;

namespace Muster.Chaos.Suites;

/// <summary>A node's certificate is made anew, again and again, under open streams of both carriers and calls: nobody notices, and whoever connects is shown the new one.</summary>
internal sealed class RenewedCertificates(Theatre theatre, SealedNode node, CutLine line, Settings settings, CancellationToken cancel)
{
    private const string Name = "sealed", Late = "provider-late";
    private const string Connected = "Connected to the registry at", Lost = "No registry is reached";

    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<string> _broken = [];   // of the play, and of newcomers meanwhile
    private int _calls;

    private string[] Players => [.. Cast.Providers(settings), .. Cast.Consumers(settings)];

    public static async Task<Verdict> PlayAsync(Theatre theatre, Settings settings, CancellationToken cancel)
    {
        var (at, folder) = (theatre.StartNode(Name, """{ "MusterServer": { "ConnectionsPerAddress": 256 } }""", IPAddress.Any), Path.Combine(theatre.Folder, Name));
        await theatre.UntilAsync("the node listens", () => Theatre.Listens(at.Rpc.Port) && SealedNode.IsSetUp(folder), cancel);
        var node = new SealedNode(at.Rpc.Port, folder, cancel);
        using var line = new CutLine(node.Address) { TakesLean = false };
        return await new RenewedCertificates(theatre, node, line, settings, cancel).PlayAsync();
    }

    private async Task<Verdict> PlayAsync()
    {
        await EnterAsync();
        var (from, over) = (CallLog.Now, new CancellationTokenSource());
        var calling = CallAsync(over.Token);
        for (var round = 0; round < settings.Rounds; round++)
        {
            var (renewed, shown) = (await node.RenewAsync(), await node.ShownAsync());
            if (renewed != shown) _broken.Enqueue($"round {round}: a newcomer is shown {shown}, and {renewed} is the new one");
        }

        var seconds = (CallLog.Now - from) / 1000.0;
        theatre.StartProvider(Late, moves: false, node.Way);   // the streams that were open all the while bring it
        await ListedAsync(Cast.Providers(settings).Length + 1);
        await over.CancelAsync();
        await calling;
        over.Dispose();
        var streams = Players.Select(player => (player, Connects: theatre.Printed(player, Connected), Losses: theatre.Printed(player, Lost))).ToList();
        foreach (var (player, connects, losses) in streams.Where(static one => one is not { Connects: 1, Losses: 0 })) _broken.Enqueue($"{player} connected {connects} times, and lost its stream {losses} times");
        if (line.TurnedAway == 0) _broken.Enqueue("nobody was turned to gRPC");
        return Judge(await Cast.LeaveAsync(theatre, settings, cancel), seconds);
    }

    private Verdict Judge(CallRecord record, double seconds) => new(
        $"the node's certificate made anew {settings.Rounds} times, under {Players.Length} streams over TLS, lean and gRPC, and {settings.Calls} calls/s: no stream ends, no call fails, and newcomers are shown the new one",
        _broken.IsEmpty && record is { Calls: > 0, FailedGets: 0, FailedPosts: 0, Broken: 0 },
        [
            string.Create(CultureInfo.InvariantCulture, $"{settings.Rounds} certificates in {seconds:0.0} s; {Players.Length} streams ({Players.Where((_, at) => IsGrpc(at)).Count()} gRPC, the others lean), none ended unless it is told below"),
            $"calls of consumers: {record.Calls}, failed: {record.FailedGets} idempotent, {record.FailedPosts} others; retried: {record.Retries}",
            $"calls to the node, each by a new connection: {_calls}, failures are told below",
            .. record.Failures,
            .. _broken.Take(20),
        ]);

    private async Task EnterAsync()
    {
        foreach (var (at, provider) in Cast.Providers(settings).Index()) theatre.StartProvider(provider, moves: false, WayOf(at));
        foreach (var (at, consumer) in Cast.Consumers(settings).Index()) theatre.StartConsumer(consumer, settings.Calls / settings.Consumers, WayOf(settings.Providers + at));
        await ListedAsync(Cast.Providers(settings).Length);
    }

    /// <summary>Waits until every consumer holds so many.</summary>
    private Task ListedAsync(int providers) => theatre.UntilAsync($"every consumer holds {providers} providers", () => Cast.Consumers(settings).All(consumer =>
        theatre.LengthOfLog(consumer) > 0 && CallRecord.LastList(theatre.CallLogOf(consumer)).Instances.Length == providers), cancel);

    /// <summary>Newcomers, one after the other, until it is over.</summary>
    private async Task CallAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await node.ListAsync();
            }
            catch (RpcException failed)
            {
                _broken.Enqueue($"a newcomer's call failed: {failed.Code}, {failed.Message}");
            }

            _calls++;
            await Task.Delay(BetweenCalls, cancel);
        }
    }

    private Way WayOf(int at) => IsGrpc(at) ? node.WayBy(line.Address) : node.Way;

    private static bool IsGrpc(int at) => at % 2 == 1;
}
