using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;
using Muster.Rpc;
using Muster.Testing.Carriers;

namespace Muster.Chaos.Suites;

/// <summary>A node's certificate is made anew, again and again, under open streams of both carriers and calls: nobody notices, and whoever connects is shown the new one.</summary>
internal sealed class RenewedCertificates(Theatre theatre, SealedNode node, CutLine line, Settings settings, CancellationToken cancel)
{
    private const string Name = "sealed", Late = "provider-late";
    private const string Connected = "Connected to the registry at", Lost = "No registry is reached", Registered = "Registered ";

    /// <summary>Of a newcomer whose connection did not come about in 5 s, as on a machine that has no time for it.</summary>
    private const int Tries = 3;

    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<string> _broken = [];   // of the play, and of newcomers meanwhile
    private int _calls, _late, _renewed;

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
        var streams = Players.Select(player => (Name: player, Before: StreamsOf(player))).ToList();   // on a busy machine more than one try may have been needed
        var from = CallLog.Now;
        var seconds = 0.0;
        using var over = new CancellationTokenSource();
        var calling = CallAsync(over.Token);
        try
        {
            var last = await node.ShownAsync();
            for (var round = 0; round < settings.Rounds; round++) last = await RenewAsync(round, last);

            seconds = (CallLog.Now - from) / 1000.0;
            await BringAsync(Late);
        }
        finally
        {
            await over.CancelAsync();
            await calling;
        }

        foreach (var (player, before) in streams)
            if (before.Connects == 0 || StreamsOf(player) != before) _broken.Enqueue($"{player} had connected {before.Connects} times and lost {before.Losses} streams, and now {StreamsOf(player)}");
        if (line.TurnedAway == 0) _broken.Enqueue("nobody was turned to gRPC");
        return Judge(await Cast.LeaveAsync(theatre, settings, cancel), from, seconds);
    }

    /// <summary>Answers what is shown afterwards, as far as is known. What fails is a fault of the node, and the play goes on.</summary>
    private async Task<string> RenewAsync(int round, string last)
    {
        try
        {
            var (renewed, shown) = (await node.RenewAsync(), await node.ShownAsync());
            _renewed++;
            if (renewed != shown || shown == last) _broken.Enqueue($"round {round}: a newcomer is shown {shown}; {renewed} should be the new one, and {last} was the one before");
            return shown;
        }
        catch (Exception failed) when (failed is RpcException or IOException or SocketException or AuthenticationException or CryptographicException or TimeoutException)
        {
            _broken.Enqueue($"round {round}: {(failed is RpcException { Code: var code } ? $"the renewal failed: {code}" : failed.GetType().Name)}, {failed.Message}");
            return last;
        }
    }

    /// <summary>The streams that were open all the while bring a new one.</summary>
    private async Task BringAsync(string provider)
    {
        theatre.StartProvider(provider, moves: false, node.Way);
        try
        {
            await ListedAsync(Cast.Providers(settings).Length + 1);
        }
        catch (StageException never)
        {
            _broken.Enqueue(never.Message);
        }
    }

    private Verdict Judge(CallRecord record, long from, double seconds) => new(
        $"the node's certificate made anew {settings.Rounds} times, under {Players.Length} streams over TLS, lean and gRPC, and {settings.Calls} calls/s: no stream ends, no call fails, and newcomers are shown the new one",
        _broken.IsEmpty && record is { Calls: > 0, Broken: 0 } && record.LastFailureAt < from,
        [
            string.Create(CultureInfo.InvariantCulture, $"{_renewed} certificates in {seconds:0.0} s; {Players.Length} streams ({Players.Where((_, at) => IsGrpc(at)).Count()} gRPC, the others lean), none ended unless it is told below"),
            $"calls of consumers: {record.Calls}; failed: {record.FailedGets + record.FailedPosts}{(record.LastFailureAt is > 0 and var at && at < from ? ", all before the first renewal" : "")}; retried: {record.Retries}",
            $"calls to the node, each by a new connection: {_calls}, failures are told below{(_late > 0 ? $"; {_late} did not connect within 5 s on this busy machine, and were made again" : "")}",
            .. record.LastFailureAt >= from ? record.Failures : [],
            .. _broken.Take(20),
        ]);

    private async Task EnterAsync()
    {
        foreach (var pair in Cast.Providers(settings).Index().Chunk(2))
        {
            foreach (var (at, provider) in pair) theatre.StartProvider(provider, moves: false, WayOf(at));
            await theatre.UntilAsync("they are registered", () => pair.All(one => theatre.Printed(one.Item, Registered) > 0), cancel);
        }

        foreach (var (at, consumer) in Cast.Consumers(settings).Index()) theatre.StartConsumer(consumer, settings.Calls / settings.Consumers, WayOf(settings.Providers + at));
        await ListedAsync(Cast.Providers(settings).Length);
    }

    /// <summary>Waits until every consumer holds so many.</summary>
    private Task ListedAsync(int providers) => theatre.UntilAsync($"every consumer holds {providers} providers", () => Cast.Consumers(settings).All(consumer =>
        theatre.LengthOfLog(consumer) > 0 && CallRecord.LastList(theatre.CallLogOf(consumer)).Instances.Length == providers), cancel);

    /// <summary>Newcomers, one after the other, until it is over.</summary>
    private async Task CallAsync(CancellationToken over)
    {
        for (var inARow = 0; !over.IsCancellationRequested;)
        {
            try
            {
                await node.ListAsync();
                inARow = 0;
            }
            catch (RpcException failed) when (failed.Code is RpcStatusCode.Unavailable && failed.InnerException is OperationCanceledException && ++inARow < Tries)
            {
                _late++;
            }
            catch (RpcException failed)
            {
                _broken.Enqueue($"a newcomer's call failed: {failed.Code}, {failed.Message}");
            }

            _calls++;
            await Task.Delay(BetweenCalls, cancel);
        }
    }

    private (int Connects, int Losses) StreamsOf(string player) => (theatre.Printed(player, Connected), theatre.Printed(player, Lost));

    private Way WayOf(int at) => IsGrpc(at) ? node.WayBy(line.Address) : node.Way;

    private static bool IsGrpc(int at) => at % 2 == 1;
}
