using System.Net.Http.Headers;
using System.Net.Http.Json;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.Access;

/// <summary>Environment × verb × way: a credential of another environment opens nothing.</summary>
public sealed class EnvironmentWall : IDisposable
{
    private const string Orders = "v1/namespaces/shop/services/orders";

    private readonly string _folder = Directory.CreateTempSubdirectory("muster-environments-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Every cell: what is done, by which way, by a credential of which environment, and whether a registry of production lets it.</summary>
    public static TheoryData<string, string, string, bool> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, string, bool>();
            foreach (var (verb, ways) in new[] { ("register", "grpc lean http"), ("subscribe", "grpc lean http"), ("list", "grpc http"), ("watch", "grpc http"), ("set", "grpc http"), ("instruct", "grpc http"), ("policy", "grpc http") })
                foreach (var way in ways.Split(' '))
                    foreach (var (environment, allowed) in new[] { ("production", true), ("test", false), ("none", true) }) cells.Add(verb, way, environment, allowed);
            return cells;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_credential_of_another_environment_opens_nothing(string verb, string way, string environment, bool allowed)
    {
        await using var node = await LiveNode.StartAsync(_folder, options =>
        {
            options.Environment = "production";
            foreach (var one in (string[])["production", "test", "none"])
                options.Give(one, "*", "*", ["list", "subscribe", "register", "operate", "instruct", "admin"], one == "none" ? "" : one);
        });
        await using var provider = await node.DialAsync();
        await provider.HelloAsync("production", obeys: true);
        await provider.RegisterAsync("orders", "o-1");

        var refusal = await RefusalAsync(node, verb, way, environment);

        Assert.Equal(allowed ? null : "The token of 'test' belongs to environment 'test', and this registry to 'production'. Use the registry, or a token, of the right one.", refusal);
        using var reader = node.Http("production");
        if (!allowed) Assert.DoesNotContain("intruder", await reader.GetStringAsync(Orders, Cancel), StringComparison.Ordinal);
    }

    [Theory]
    // environment of the credential, namespace, admitted
    [InlineData("production", "prod", true)]
    [InlineData("production", "prod-eu", true)]
    [InlineData("production", "test", false)]
    [InlineData("production", "shop", false)]
    [InlineData("test", "test", true)]
    [InlineData("test", "test-2", true)]
    [InlineData("test", "prod", false)]
    [InlineData("test", "shop", false)]
    [InlineData("none", "prod", false)]
    [InlineData("none", "test", false)]
    [InlineData("none", "shop", true)]
    public async Task The_sample_policy_keeps_production_out_of_test_and_test_out_of_production(string environment, string @namespace, bool admitted)
    {
        await using var node = await LiveNode.StartAsync(_folder, options =>
        {
            foreach (var one in (string[])["production", "test", "none"]) options.Give(one, "*", "*", ["list", "register"], one == "none" ? "" : one);
            options.Give("operator", "*", "*", ["admin"]);
        });
        using var channel = new RpcChannel(node.Address, new());
        await channel.CallAsync(AdminMethods.ApplyPolicy, new() { Text = await File.ReadAllTextAsync(Sample(), Cancel), Reason = "the wall" }, TokenSetup.With("operator"), Cancel);

        foreach (var lean in new[] { false, true })
        {
            await using var client = lean ? await node.DialLeanAsync() : await node.DialAsync();
            await client.HelloAsync(environment, @namespace: @namespace);
            var result = await client.RegisterAsync("orders", $"o-{lean}");
            Assert.Equal(admitted ? RegistrationResult.Types.Outcome.Accepted : RegistrationResult.Types.Outcome.Refused, result.Outcome);
        }

        using var http = node.Http(environment);
        string[] addresses = ["http://10.0.0.7:80"];
        using var put = await http.PutAsJsonAsync($"v1/namespaces/{@namespace}/services/orders/instances/o-http", new { addresses, ttl = "30s" }, Cancel);
        Assert.Equal(admitted ? 201 : 403, (int)put.StatusCode);
    }

    private static async Task<string?> RefusalAsync(LiveNode node, string verb, string way, string environment)
    {
        if (way == "http") return await HttpRefusalAsync(node, verb, environment);
        if (verb is "register" or "subscribe") return await StreamRefusalAsync(node, verb, way, environment);

        using var channel = new RpcChannel(node.Address, new());
        var with = TokenSetup.With(environment);
        try
        {
            switch (verb)
            {
                case "list":
                    await channel.CallAsync(RegistryMethods.ListInstances, new() { Namespace = "shop", Service = "orders" }, with, Cancel);
                    break;
                case "watch":
                    await using (var watch = channel.StreamAsync(RegistryMethods.Watch, new() { Namespace = "shop", Service = "orders" }, with, Cancel).GetAsyncEnumerator(Cancel)) await watch.MoveNextAsync();
                    break;
                case "set":
                    await channel.CallAsync(AdminMethods.EditOverlays, new() { Namespace = "shop", Service = "orders", Reason = "r", Edits = { new OverlayEdit { Id = "o-1", Overlay = new Overlay { Weight = 5 } } } }, with, Cancel);
                    break;
                case "instruct":
                    await channel.CallAsync(AdminMethods.Instruct, new() { Namespace = "shop", Service = "orders", Instance = "o-1", Command = "drain", WithinMs = 1 }, with, Cancel);
                    break;
                default:
                    await channel.CallAsync(AdminMethods.ApplyPolicy, new() { Reason = "r" }, with, Cancel);
                    break;
            }

            return null;
        }
        catch (RpcException refused) when (refused.Code is RpcStatusCode.PermissionDenied)
        {
            return refused.Message;
        }
    }

    private static async Task<string?> StreamRefusalAsync(LiveNode node, string verb, string way, string environment)
    {
        await using var client = way == "grpc" ? await node.DialAsync() : await node.DialLeanAsync();
        await client.SendAsync(new Up { Hello = new Hello { Protocol = 1, Client = "test", Namespace = "shop", Token = environment } });
        if ((await client.ReceiveAsync())?.Refused is { } refused) return refused.Error.Message;
        if (verb == "register") return (await client.RegisterAsync("orders", "intruder")).Error?.Message;
        return (await client.SubscribeAsync("orders")).Refused?.Error.Message;
    }

    private static async Task<string?> HttpRefusalAsync(LiveNode node, string verb, string environment)
    {
        using var http = node.Http(environment);
        if (verb is "subscribe" or "watch") http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        string[] addresses = ["http://10.0.0.7:80"];
        using var request = verb switch
        {
            "register" => new HttpRequestMessage(HttpMethod.Put, $"{Orders}/instances/intruder") { Content = JsonContent.Create(new { addresses, ttl = "30s" }) },
            "set" => new HttpRequestMessage(HttpMethod.Put, $"{Orders}/instances/o-1/overlays/weight") { Content = JsonContent.Create(new { value = 5, reason = "r" }) },
            "instruct" => new HttpRequestMessage(HttpMethod.Post, $"{Orders}/instances/o-1/instruct") { Content = JsonContent.Create(new { command = "drain", within = "1ms" }) },
            "policy" => new HttpRequestMessage(HttpMethod.Put, "v1/policy") { Content = JsonContent.Create(new { text = "", reason = "r" }) },
            _ => new HttpRequestMessage(HttpMethod.Get, Orders),
        };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        if (answer.IsSuccessStatusCode) return null;
        Assert.Equal(403, (int)answer.StatusCode);
        return (string?)(await answer.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>(Cancel))!["detail"];
    }

    private static string Sample()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Muster.slnx"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, "samples", "policy", "environments.policy");
    }
}
