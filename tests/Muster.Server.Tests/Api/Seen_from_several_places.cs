using System.Text;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Server.Tests.Api;

/// <summary>Detectors of two locations that do not agree: who reads over HTTP is told who sees what.</summary>
public sealed class Seen_from_several_places
{
    private const string Orders = "/v1/namespaces/default/services/orders";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_alone_an_instance_is_down_is_told_in_lists_and_reasons()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PassStartAsync();
        Played[] detectors = [await Played.JoinAsync(host, "east", ProbeResult.Types.Outcome.Silent), await Played.JoinAsync(host, "west", ProbeResult.Types.Outcome.Up)];
        await host.AskAsync(HttpMethod.Put, $"{Orders}/instances/o-1", """{"addresses":["http://10.0.0.7:8080"],"ttl":"10m","probe":{"kind":"tcp","interval":"1s"}}""");

        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(6); passed += Registry.TickEvery)
        {
            await host.AdvanceAsync(Registry.TickEvery);
            foreach (var detector in detectors) await detector.AnswerAsync();
        }

        var listed = (await host.AskAsync(HttpMethod.Get, Orders)).Body!["instances"]![0]!;
        Assert.Equal(("healthy", """["east"]"""), ((string?)listed["state"], listed["downIn"]!.ToJsonString()));
        var why = (await host.AskAsync(HttpMethod.Get, $"{Orders}/instances/o-1/why")).Body!;
        Assert.Equal("""["east"]""", why["now"]!["downIn"]!.ToJsonString());
    }

    /// <summary>A detector that sees the same wherever it looks.</summary>
    private sealed class Played(ApiHost host, Connection connection, ProbeResult.Types.Outcome sees)
    {
        public static async Task<Played> JoinAsync(ApiHost host, string location, ProbeResult.Types.Outcome sees)
        {
            var connection = new Connection(new Outbox(static () => { }), location, Origin.Loopback, Encoding.ASCII.GetBytes(location.PadRight(16)));
            await host.Loop.StepAsync(new Input.Received(connection, new Up { Hello = new Hello { Protocol = 1, Client = location, Namespace = "default" } }), Cancel);
            await host.Loop.StepAsync(new Input.Received(connection, new Up { Detect = new Detect { Location = location } }), Cancel);
            return new(host, connection, sees);
        }

        public async Task AnswerAsync()
        {
            var results = new ProbeResults();
            while (connection.Outbox.TryTake(out var next))
                foreach (var order in next.Control?.ProbeOrders?.Orders ?? []) results.Results.Add(new ProbeResult { Number = order.Number, Outcome = sees });
            if (results.Results.Count > 0) await host.Loop.StepAsync(new Input.Received(connection, new Up { ProbeResults = results }), Cancel);
        }
    }
}
