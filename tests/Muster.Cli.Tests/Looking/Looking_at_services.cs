using System.Text.Json;
using Muster.Client;

namespace Muster.Cli.Tests.Looking;

public sealed class Looking_at_services(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    [Fact]
    public async Task Tables_are_plain_and_unwrapped_in_a_pipe()
    {
        await using var client = await RegisteredAsync("tables");

        var services = await Said.ByAsync(["services", "-n", "tables", "--registry", registry.Rpc]);
        var instances = await Said.ByAsync(["instances", "orders", "-n", "tables", "--registry", registry.Rpc]);

        Assert.Matches(
            """
            ^SERVICE  INSTANCES  HEALTHY  SUBSCRIBERS  REVISION  DIGEST
            orders   2          2        1            1\.[0-9]+ +[0-9a-f]{16}
            $
            """, services.Out);
        Assert.Equal(
            """
            ID        ADDRESS               ZONE  WEIGHT  METADATA                STATE
            orders-1  http://10.0.0.7:8080  east  50      owner=shop version=2.1  healthy
            orders-2  http://10.0.0.8:8080  -     100     -                       healthy

            """, instances.Out);
        Assert.Equal((0, 0, ""), (services.ExitCode, instances.ExitCode, services.Error + instances.Error));
    }

    [Fact]
    public async Task Documents_are_those_of_the_HTTP_API()
    {
        await using var client = await RegisteredAsync("documents");
        using var http = new HttpClient();
        var api = $"http://{registry.Http}/v1/namespaces/documents/services";

        var services = await Said.ByAsync(["services", "-o", "json", "-n", "documents", "--registry", registry.Rpc]);
        var instances = await Said.ByAsync(["instances", "orders", "-o", "json", "-n", "documents", "--registry", registry.Rpc]);

        Assert.Equal(await TextAsync(http, api), Compact(services.Out));
        Assert.Equal(await TextAsync(http, $"{api}/orders"), Compact(instances.Out));
    }

    private static async Task<string> TextAsync(HttpClient http, string url) =>
        Compact(await http.GetStringAsync(new Uri(url), TestContext.Current.CancellationToken));

    private static string Compact(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json));

    private async Task<MusterClient> RegisteredAsync(string @namespace)
    {
        var client = MusterClient.Start(new MusterOptions { Registries = { registry.Rpc }, Namespace = @namespace, SnapshotFolder = "" });
        await client.RegisterAsync("orders", new InstanceDescription("http://10.0.0.7:8080")
        {
            Id = "orders-1",
            Zone = "east",
            Weight = 50,
            Metadata = new Dictionary<string, string> { ["version"] = "2.1", ["owner"] = "shop" },
        }, TestContext.Current.CancellationToken);
        await client.RegisterAsync("orders", new InstanceDescription("http://10.0.0.8:8080") { Id = "orders-2" }, TestContext.Current.CancellationToken);
        await client.SubscribeAsync("orders", TestContext.Current.CancellationToken);
        await foreach (var change in client.WatchAsync("orders", TestContext.Current.CancellationToken))
            if (change.List.Count == 2) break;   // what comes close together is published together
        return client;
    }
}
