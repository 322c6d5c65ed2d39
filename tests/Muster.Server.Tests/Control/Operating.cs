using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Hosting;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.Control;

/// <summary>Operators' edits on a whole node, by RPC and by HTTP.</summary>
public sealed class Operating : IDisposable
{
    private const string Weight = "v1/namespaces/default/services/orders/instances/o-1/overlays/weight";

    private static readonly string[] Addresses = ["http://10.0.0.7:80"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-operating-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_answered_edit_stands_in_the_list_and_over_a_restart()
    {
        await using (var node = await LiveNode.StartAsync(_folder.FullName))
        {
            using var http = await ProvideAsync(node);
            await EditAsync(node, Edit("o-1", new Overlay { Weight = 50 }));
            Assert.Equal(50, await WeightAsync(http));
            Assert.Contains("anonymous laid 'weight' = '50' over o-1 of default/orders: 'a test'", node.Log.Lines.Select(line => line.Line), StringComparer.Ordinal);
        }

        await using var again = await LiveNode.StartAsync(_folder.FullName);
        using var reader = new HttpClient { BaseAddress = again.Api };
        Assert.Equal(50, await WeightAsync(reader));
        var laid = (await reader.GetFromJsonAsync<JsonObject>("v1/namespaces/default/services/orders/overlays", Cancel))!["instances"]![0]!;
        Assert.Equal(("o-1", "weight", "50", "run", "a test", "anonymous"), (
            (string)laid["id"]!, (string)laid["overlays"]![0]!["field"]!, (string)laid["overlays"]![0]!["value"]!, (string)laid["overlays"]![0]!["boundTo"]!,
            (string)laid["overlays"]![0]!["reason"]!, (string)laid["overlays"]![0]!["author"]!));
        Assert.Equal(100, (int)laid["provider"]!["weight"]!);
    }

    [Fact]
    public async Task An_edit_decided_on_an_old_revision_is_refused()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        using var http = await ProvideAsync(node);
        var first = await EditAsync(node, Edit("o-1", new Overlay { Weight = 50 }, expected: 0));
        await EditAsync(node, Edit("o-1", new Overlay { Weight = 60 }, expected: first.Revision));

        var refused = await Assert.ThrowsAsync<RpcException>(() => EditAsync(node, Edit("o-1", new Overlay { Weight = 70 }, expected: first.Revision)));

        Assert.Equal(RpcStatusCode.AlreadyExists, refused.Code);
        Assert.Equal($"weight of instance 'o-1' was changed (revision {first.Revision + 1}) by somebody else meanwhile. Nothing was changed. Look at what holds now, and decide again.", refused.Message);
        Assert.Equal(60, await WeightAsync(http));

        using var request = new HttpRequestMessage(HttpMethod.Put, Weight) { Content = JsonContent.Create(new { value = 80, reason = "a test" }), Headers = { { "If-Match", $"\"{first.Revision}\"" } } };
        Assert.Equal(HttpStatusCode.Conflict, (await http.SendAsync(request, Cancel)).StatusCode);
    }

    [Fact]
    public async Task All_edits_of_a_request_are_taken_or_none()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        using var http = await ProvideAsync(node);

        var refused = await Assert.ThrowsAsync<RpcException>(() => EditAsync(node, Edit("o-1", new Overlay { Weight = 50 }), Edit("o-2", new Overlay { Weight = 50 })));

        Assert.Equal((RpcStatusCode.NotFound, "instance 'o-2' of default/orders is not registered. Nothing was changed. To lay it over whoever registers under this id, keep it (--keep)."), (refused.Code, refused.Message));
        Assert.Equal(100, await WeightAsync(http));
    }

    [Fact]
    public async Task By_http_it_is_laid_over_and_taken_off()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        using var http = await ProvideAsync(node);

        using var put = await http.PutAsJsonAsync(Weight, new { value = 50, reason = "half the load", @for = "2h", keep = true }, Cancel);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(50, await WeightAsync(http));

        using var deleted = await http.DeleteAsync(Weight, Cancel);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal(100, await WeightAsync(http));
    }

    [Theory]
    [InlineData("weight", """{"value":"x","reason":"r"}""", "weight 'x': use a whole number from 0 to 10000.")]
    [InlineData("weight", """{"value":1}""", "a reason is missing: say why, for whoever finds this later.")]
    [InlineData("weight", """{"reason":"r"}""", "Property 'value' is missing. Send the overlay such as {\"value\":\"50\",\"reason\":\"half the load while we look\",\"for\":\"2h\"}.")]
    [InlineData("weight", """{"value":1,"reason":"r","for":"soon"}""", "for 'soon' is no duration. Use a number and a unit, such as 30s or 2m.")]
    [InlineData("standing", """{"value":"asleep","reason":"r"}""", "standing 'asleep': use drained or disabled.")]
    [InlineData("name", """{"value":"x","reason":"r"}""", "'name' cannot be laid over an instance. Known are standing, weight, zone and label.KEY.")]
    public async Task A_fault_is_named(string field, string body, string fault)
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        using var http = await ProvideAsync(node);

        using var answer = await http.PutAsync(Weight.Replace("weight", field, StringComparison.Ordinal), new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(fault, (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!);
    }

    [Fact]
    public async Task Only_who_may_operate_there_edits_by_any_way()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName, options =>
        {
            options.Tokens.Add(Token("reader", "*", "list", "subscribe", "register"));
            options.Tokens.Add(Token("elsewhere", "billing*", "list", "operate"));
            options.Tokens.Add(Token("operator", "orders", "list", "operate"));
        });
        using (await ProvideAsync(node))
        {
            foreach (var (name, allowed) in new[] { ("reader", false), ("elsewhere", false), ("operator", true) })
            {
                using var channel = new RpcChannel(node.Address, new());
                var metadata = new RpcMetadata();
                metadata.Add("authorization", $"Bearer {name}");
                var call = channel.CallAsync(AdminMethods.EditOverlays, Request(Edit("o-1", new Overlay { Weight = 50 })), new(TimeSpan.FromSeconds(30), metadata), Cancel);
                if (allowed) await call;
                else Assert.Equal(RpcStatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => call)).Code);

                using var http = new HttpClient { BaseAddress = node.Api };
                http.DefaultRequestHeaders.Authorization = new("Bearer", name);
                using var put = await http.PutAsJsonAsync(Weight, new { value = 50, reason = "a test" }, Cancel);
                using var delete = await http.DeleteAsync(Weight, Cancel);
                Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, put.StatusCode);
                Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, delete.StatusCode);
            }
        }
    }

    [Fact]
    public async Task A_web_page_of_elsewhere_cannot_edit_an_open_registry()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        using var http = await ProvideAsync(node);
        http.DefaultRequestHeaders.Add("Origin", "http://evil.example");

        using var answer = await http.PutAsJsonAsync(Weight, new { value = 50, reason = "a test" }, Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task An_instance_takes_only_so_many()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        using var http = await ProvideAsync(node);
        var many = Enumerable.Range(0, Limits.OverlaysPerInstance + 1).Select(i => Edit("o-1", new Overlay { Label = new Label { Key = $"k{i}", Value = "v" } })).ToArray();

        var refused = await Assert.ThrowsAsync<RpcException>(() => EditAsync(node, many));

        Assert.Equal((RpcStatusCode.ResourceExhausted, "An instance takes 20 overlays at most. Take some off 'o-1' first."), (refused.Code, refused.Message));
    }

    private static async Task<HttpClient> ProvideAsync(LiveNode node)
    {
        var http = new HttpClient { BaseAddress = node.Api };
        using var put = await http.PutAsJsonAsync("v1/namespaces/default/services/orders/instances/o-1", new { addresses = Addresses, ttl = "10m" }, Cancel);
        put.EnsureSuccessStatusCode();
        return http;
    }

    private static async Task<int> WeightAsync(HttpClient http) =>
        (int)(await http.GetFromJsonAsync<JsonObject>("v1/namespaces/default/services/orders", Cancel))!["instances"]![0]!["weight"]!;

    private static async Task<EditOverlaysResponse> EditAsync(LiveNode node, params OverlayEdit[] edits)
    {
        using var channel = new RpcChannel(node.Address, new());
        return await channel.CallAsync(AdminMethods.EditOverlays, Request(edits), new(TimeSpan.FromSeconds(30), new()), Cancel);
    }

    private static EditOverlaysRequest Request(params OverlayEdit[] edits) => new() { Namespace = "default", Service = "orders", Reason = "a test", Edits = { edits } };

    private static OverlayEdit Edit(string id, Overlay overlay, ulong? expected = null)
    {
        var edit = new OverlayEdit { Id = id, Overlay = overlay };
        if (expected is { } revision) edit.ExpectedRevision = revision;
        return edit;
    }

    private static TokenOptions Token(string name, string service, params string[] verbs)
    {
        var token = new TokenOptions { Name = name, Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))), Service = service };
        foreach (var verb in verbs) token.Verbs.Add(verb);
        return token;
    }
}
