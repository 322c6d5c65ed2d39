using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.Control;

/// <summary>An operator's word that a process is gone, on a whole node, by RPC and by HTTP.</summary>
public sealed class Burying : IDisposable
{
    private const string Service = "v1/namespaces/shop/services/orders";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-burying-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_last_instance_is_taken_out_and_it_is_told_by_whom_and_why()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        await using var provider = await ProvideAsync(node);
        using var http = new HttpClient { BaseAddress = node.Api };
        using var channel = new RpcChannel(node.Address, new());

        var answer = await channel.CallAsync(AdminMethods.Bury, Request("o-1"), default, Cancel);

        Assert.Equal(["o-1"], answer.Connected);
        Assert.Empty((await http.GetFromJsonAsync<JsonObject>(Service, Cancel))!["instances"]!.AsArray());
        Assert.Equal(RegistrationResult.Types.Outcome.Removed, (await provider.ReceiveAsync())!.Registered.Results.Single().Outcome);
        Assert.Contains("anonymous buried o-1 of shop/orders: 'I killed it'", node.Log.Lines.Select(line => line.Line), StringComparer.Ordinal);

        var audited = (await http.GetFromJsonAsync<JsonObject>("v1/audit?namespace=shop&service=orders", Cancel))!["entries"]!.AsArray().Single(entry => (string)entry!["kind"]! == "edit")!;
        Assert.Equal(("burial of o-1", "anonymous", "done", "I killed it"), ((string)audited["what"]!, (string)audited["by"]!, (string)audited["outcome"]!, (string)audited["reason"]!));

        JsonNode left;
        do left = (await http.GetFromJsonAsync<JsonObject>($"{Service}/instances/o-1/why", Cancel))!["history"]![0]!;
        while ((string)left["what"]! != "left");
        Assert.Equal(("buried", "anonymous", "I killed it"), ((string)left["cause"]!, (string)left["by"]!, (string)left["evidence"]!));
    }

    [Fact]
    public async Task By_http_it_is_one_instance_and_a_reason()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        await using var provider = await ProvideAsync(node);
        using var http = new HttpClient { BaseAddress = node.Api };

        using var without = await http.PostAsJsonAsync($"{Service}/instances/o-1/bury", new { }, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        using var buried = await http.PostAsJsonAsync($"{Service}/instances/o-1/bury", new { reason = "I killed it" }, Cancel);
        Assert.True((bool)(await buried.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["connected"]!);
        using var again = await http.PostAsJsonAsync($"{Service}/instances/o-1/bury", new { reason = "I killed it" }, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);

        await provider.ReceiveAsync();
        Assert.Equal(2UL, (await provider.RegisterAsync("orders", "o-1", incarnation: 1)).Incarnation);
    }

    private static async Task<Rpc.PlainClient> ProvideAsync(LiveNode node)
    {
        var provider = await node.DialAsync();
        await provider.HelloAsync();
        await provider.RegisterAsync("orders", "o-1");
        return provider;
    }

    private static BuryRequest Request(params string[] ids) => new() { Namespace = "shop", Service = "orders", Ids = { ids }, Reason = "I killed it" };
}
