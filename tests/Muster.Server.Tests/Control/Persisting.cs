using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.Control;

/// <summary>Instances without a process on a whole node, by RPC and by HTTP.</summary>
public sealed class Persisting : IDisposable
{
    private const string One = "v1/namespaces/default/services/db/persistent/db-1";

    private static readonly string[] Addresses = ["postgres://10.0.0.9:5432"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-persisting-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_stays_over_a_restart_with_what_is_laid_over_it_until_it_is_taken_out()
    {
        await using (var node = await LiveNode.StartAsync(_folder.FullName))
        {
            using var http = new HttpClient { BaseAddress = node.Api };
            using var put = await http.PutAsJsonAsync(One, new { addresses = Addresses, zone = "east", reason = "it has no client", probe = new { kind = "http", path = "/healthz" } }, Cancel);
            Assert.Equal("allowed", (string)(await put.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["admission"]!);
            using var lay = await http.PutAsJsonAsync("v1/namespaces/default/services/db/instances/db-1/overlays/weight", new { value = 50, reason = "a test" }, Cancel);
            lay.EnsureSuccessStatusCode();
            Assert.Contains("anonymous registered db-1 of default/db, to stay: 'it has no client'", node.Log.Lines.Select(line => line.Line), StringComparer.Ordinal);
        }

        await using var again = await LiveNode.StartAsync(_folder.FullName);
        using var reader = new HttpClient { BaseAddress = again.Api };
        var service = (await reader.GetFromJsonAsync<JsonObject>("v1/namespaces/default/services/db", Cancel))!;
        var listed = service["instances"]![0]!;
        Assert.Equal(("db-1", "healthy", "persistent", "east", 50, false), ((string)listed["id"]!, (string)listed["state"]!, (string)listed["evidence"]!, (string)listed["zone"]!, (int)listed["weight"]!, (bool)service["stale"]!));
        var kept = (await reader.GetFromJsonAsync<JsonObject>("v1/namespaces/default/persistent", Cancel))!["instances"]![0]!;
        Assert.Equal(("db", "db-1", "anonymous", "it has no client"), ((string)kept["service"]!, (string)kept["id"]!, (string)kept["author"]!, (string)kept["reason"]!));

        Assert.Equal("http:/healthz", (string)kept["probe"]!);
        using var bad = await reader.PutAsJsonAsync(One, new { addresses = Addresses, reason = "r", probe = new { kind = "tcp", path = "/healthz" } }, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);

        Assert.Equal(HttpStatusCode.BadRequest, (await reader.DeleteAsync(One, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await reader.DeleteAsync($"{One}?reason=moved", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.DeleteAsync($"{One}?reason=moved", Cancel)).StatusCode);
        Assert.Empty((await reader.GetFromJsonAsync<JsonObject>("v1/namespaces/default/persistent", Cancel))!["instances"]!.AsArray());
    }

    [Fact]
    public async Task An_id_that_a_process_holds_is_not_taken()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        await using var provider = await node.DialAsync();
        await provider.HelloAsync();
        await provider.RegisterAsync("db", "db-1");
        using var channel = new RpcChannel(node.Address, new());

        var refused = await Assert.ThrowsAsync<RpcException>(() => channel.CallAsync(
            AdminMethods.PutPersistent,
            new() { Namespace = "shop", Service = "db", Reason = "r", Instance = new Instance { Id = "db-1", Addresses = { "postgres://10.0.0.9:5432" } } }, default, Cancel));

        Assert.Equal((RpcStatusCode.AlreadyExists, "instance 'db-1' of shop/db is registered by a process that speaks for itself. Use another id, or stop that process first."), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task Whoever_adds_what_the_policy_denies_is_told()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        using var http = new HttpClient { BaseAddress = node.Api };
        using var policy = await http.PutAsJsonAsync("v1/policy", new { text = "deny service=db", reason = "a test" }, Cancel);
        policy.EnsureSuccessStatusCode();

        using var put = await http.PutAsJsonAsync(One, new { addresses = Addresses, reason = "it has no client" }, Cancel);

        Assert.Equal("denied", (string)(await put.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["admission"]!);
        using var lift = await http.PutAsJsonAsync("v1/policy", new { text = "", reason = "a test" }, Cancel);
        Assert.Equal(1, (int)(await lift.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["released"]!);
        while (!(await http.GetStringAsync("v1/namespaces/default/services/db", Cancel)).Contains("db-1", StringComparison.Ordinal)) Cancel.ThrowIfCancellationRequested();
    }
}
