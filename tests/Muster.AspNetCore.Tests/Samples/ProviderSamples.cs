using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.AspNetCore.Tests.Samples;

/// <summary>Each sample does its job against a whole node.</summary>
public sealed class ProviderSamples
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_by_server_xml_are_listed_once_ready_answer_and_leave()
    {
        var stock = Path.Combine(Path.GetTempPath(), $"muster-stock-{Environment.ProcessId}");
        await using var node = await RunningNode.StartAsync();
        await using var sample = new SampleProcess("OrdersXml", node.Address, "--Urls", "http://*:0", "--Stock", stock, "--Muster:Provider:Address", "127.0.0.1");
        try
        {
            await File.WriteAllTextAsync(stock, "", Cancel);
            var listed = await node.OneOfAsync("orders");
            using var http = new HttpClient();

            Assert.Equal(("east", "2"), (listed.Zone, listed.Metadata["version"]));
            Assert.Equal("""{"number":7,"state":"shipped"}""", await http.GetStringAsync(new Uri($"{listed.Address}/orders/7"), Cancel));

            var stopped = sample.StopAsync();
            await node.NoneOfAsync("orders");
            Assert.True(await stopped == 0, sample.Printed);
        }
        finally
        {
            File.Delete(stock);
        }
    }

    [Fact]
    public async Task A_worker_is_listed_sees_its_peers_and_leaves()
    {
        await using var node = await RunningNode.StartAsync();
        await using var sample = new SampleProcess("Worker", node.Address);

        var listed = await node.OneOfAsync("packing");
        Assert.Equal(("worker://127.0.0.1", $"127.0.0.1:{sample.Id}"), (listed.Address, listed.Id));
        await sample.PrintsAsync($"1 pack: {listed.Id}");

        Assert.Equal(Outcome.Done, (await node.InstructAsync("packing", listed.Id, "recount", ("shelf", "7"))).Outcome);
        await sample.PrintsAsync("recounted shelf 7");
        var unsaid = await node.InstructAsync("packing", listed.Id, "recount");
        Assert.Equal((Outcome.Failed, "KeyNotFoundException: "), (unsaid.Outcome, unsaid.Message[..22]));
        Assert.Equal(Outcome.Done, (await node.InstructAsync("packing", listed.Id, "drain")).Outcome);
        await sample.PrintsAsync("packs no more");
        await node.ListAsync("packing", "one of weight 0", list => list.Count == 1 && list.Instances[0].Weight == 0);

        var stopped = sample.StopAsync();
        await node.NoneOfAsync("packing");
        Assert.True(await stopped == 0, sample.Printed);
    }
}
