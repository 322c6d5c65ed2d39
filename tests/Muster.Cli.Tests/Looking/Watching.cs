using System.Text.Json;
using Muster.Client;

namespace Muster.Cli.Tests.Looking;

public sealed class Watching(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    [Fact]
    public async Task Comings_and_goings_are_lines_with_their_cause_until_interrupted()
    {
        await using var watch = new MusterProcess("watch", "orders", "--registry", registry.Rpc);
        await watch.PrintsAsync("Nobody is registered for 'orders' yet.");
        await using var client = MusterClient.Start(new MusterOptions { Registries = { registry.Rpc }, SnapshotFolder = "" });

        var registered = await client.RegisterAsync("orders", new InstanceDescription("http://10.0.0.7:8080") { Id = "orders-1" }, TestContext.Current.CancellationToken);
        var came = await watch.PrintsAsync("orders-1");
        await client.RegisterAsync("orders", new InstanceDescription("http://10.0.0.7:8081") { Id = "orders-1", Weight = 50 }, TestContext.Current.CancellationToken);
        var changed = await watch.PrintsAsync("orders-1");
        await registered.DisposeAsync();
        var left = await watch.PrintsAsync("orders-1");
        await watch.SignalAsync("INT");

        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d{3} \+ orders-1 +http://10\.0\.0\.7:8080 +healthy$", came);
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d{3} ~ orders-1 +http://10\.0\.0\.7:8081 +healthy; now weight=50$", changed);
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d{3} - orders-1 +http://10\.0\.0\.7:8081 +deregistered$", left);
        Assert.Equal(0, await watch.EndsAsync());
    }

    [Fact]
    public async Task Why_somebody_is_not_healthy_is_told_by_every_verb()
    {
        await using var watch = new MusterProcess("watch", "lost", "--registry", registry.Rpc);
        await watch.PrintsAsync("Nobody is registered for 'lost' yet.");
        await using var provider = new MusterProcess("register", "lost", "--id", "lost-1", "--address", "http://10.0.0.7:8080", "--registry", registry.Rpc);
        await watch.PrintsAsync("healthy");

        await provider.SignalAsync("KILL");
        var lost = await watch.PrintsAsync("suspect");
        var table = await Said.ByAsync(["instances", "lost", "--registry", registry.Rpc]);
        var document = await Said.ByAsync(["instances", "lost", "-o", "json", "--registry", registry.Rpc]);

        Assert.EndsWith(" ~ lost-1               http://10.0.0.7:8080         suspect: connection lost without goodbye", lost, StringComparison.Ordinal);
        Assert.EndsWith("  suspect: connection lost without goodbye\n", table.Out, StringComparison.Ordinal);
        Assert.Contains("\"evidence\":\"connection lost without goodbye\"", document.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_stops_is_told_in_one_sentence()
    {
        var data = Directory.CreateTempSubdirectory("muster-cli-tests-");
        await using (var node = new MusterProcess("server", "--data", data.FullName, "--http", "127.0.0.1:0", "--rpc", "127.0.0.1:0"))
        {
            var address = (await node.PrintsAsync("Serving:")).Split("conversations on ")[1].Split(". ")[0];
            await using var watch = new MusterProcess("watch", "orders", "--registry", address);
            await watch.PrintsAsync("Nobody is registered for 'orders' yet.");

            await node.SignalAsync("TERM");
            var told = await watch.PrintsAsync("No registry is reached: ");

            Assert.DoesNotContain("..", told, StringComparison.Ordinal);
            Assert.InRange(told.Split(address).Length - 1, 0, 1);
        }

        data.Delete(recursive: true);
    }

    [Fact]
    public async Task In_JSON_every_line_is_a_document()
    {
        await using var watch = new MusterProcess("watch", "stock", "-o", "json", "--registry", registry.Rpc);
        await using var client = MusterClient.Start(new MusterOptions { Registries = { registry.Rpc }, SnapshotFolder = "" });
        await client.RegisterAsync("stock", new InstanceDescription("http://10.0.0.7:8080") { Id = "stock-1" }, TestContext.Current.CancellationToken);

        using var line = JsonDocument.Parse(await watch.PrintsAsync("stock-1"));

        Assert.Equal(
            ["time", "change", "id", "address", "weight", "state", "protected", "revision", "digest"],
            line.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("added", line.RootElement.GetProperty("change").GetString());
    }
}
