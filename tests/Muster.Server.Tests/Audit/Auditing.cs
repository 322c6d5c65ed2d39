using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Muster.Core;
using Muster.Server.Hosting;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.Audit;

/// <summary>Who did what, as a whole node remembers it.</summary>
public sealed class Auditing : IDisposable
{
    private const string Weight = "v1/namespaces/default/services/orders/instances/o-1/overlays/weight";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-audit-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_edit_is_remembered_with_who_whence_what_and_why_also_over_a_restart()
    {
        await using (var node = await LiveNode.StartAsync(_folder.FullName))
        {
            using var http = As(node, "");
            await LayAsync(http, 50);
            await LayAsync(http, 60);
            using var off = await http.DeleteAsync(Weight, Cancel);
        }

        await using var again = await LiveNode.StartAsync(_folder.FullName);
        using var reader = As(again, "");
        var edits = (await EntriesAsync(reader, "?namespace=default&service=orders")).Where(entry => (string)entry["kind"]! == "edit").ToList();

        Assert.Equal(
            ["weight of o-1: 60 -> , done", "weight of o-1: 50 -> 60, done", "weight of o-1:  -> 50, done"],
            edits.Select(edit => $"{edit["what"]}: {edit["before"]} -> {edit["after"]}, {edit["outcome"]}"));
        Assert.All(edits, edit => Assert.StartsWith("127.0.0.1:", (string)edit["from"]!, StringComparison.Ordinal));
        Assert.All(edits, edit => Assert.Equal("anonymous", (string)edit["by"]!));
        Assert.Equal("a test", (string)edits[1]["reason"]!);
        Assert.Equal([3UL, 2UL, 1UL], edits.Select(edit => (ulong)edit["revision"]!));
    }

    [Fact]
    public async Task Of_an_instance_without_a_process_it_is_told_where_it_answered_before_and_after()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        using var http = As(node, "");
        foreach (var port in new[] { 1, 2 })
        {
            using var put = await http.PutAsJsonAsync("v1/namespaces/default/services/db/persistent/db-1", new { addresses = new[] { $"tcp://10.0.0.9:{port}" }, reason = "a test" }, Cancel);
            put.EnsureSuccessStatusCode();
        }

        using var off = await http.DeleteAsync("v1/namespaces/default/services/db/persistent/db-1?reason=moved", Cancel);

        Assert.Equal(
            ["tcp://10.0.0.9:2 -> ", "tcp://10.0.0.9:1 -> tcp://10.0.0.9:2", " -> tcp://10.0.0.9:1"],
            (await EntriesAsync(http, "?namespace=default&service=db")).Where(entry => (string)entry["kind"]! == "edit").Select(edit => $"{edit["before"]} -> {edit["after"]}"));
    }

    [Fact]
    public async Task What_was_refused_is_remembered_with_the_refusal()
    {
        await using var node = await StartGuardedAsync();
        using (var stranger = As(node, "guess"))
        using (var refused = await stranger.GetAsync("v1/namespaces", Cancel))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using (var reader = As(node, "reader"))
        using (var forbidden = await reader.PutAsJsonAsync(Weight, new { value = 50, reason = "a test", keep = true }, Cancel))
            Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using (var boss = As(node, "boss"))
        using (var conflict = await boss.PutAsJsonAsync(Weight, new { value = 50, reason = "a test" }, Cancel))
            Assert.Equal(HttpStatusCode.NotFound, conflict.StatusCode);
        await using (var client = await node.DialAsync())
        {
            await client.HelloAsync(token: "boss");
            await client.RegisterAsync("bad name", "o-1");
        }

        await node.Loop.StepAsync(new Input.Tick(), Cancel);   // an answer goes out before its step is told

        using var http = As(node, "boss");
        var told = (await EntriesAsync(http, "")).Select(entry => $"{entry["kind"]} by '{entry["by"]}': {entry["what"]}: {entry["outcome"]}").Reverse().ToList();

        Assert.Contains("denied by '': GET /v1/namespaces: This registry does not know the token. Check that it belongs to this environment and was not revoked.", told);
        Assert.Contains("denied by 'reader': operate service 'orders' in namespace 'default': Caller 'reader' may not operate service 'orders' in namespace 'default'. Ask an operator for a token that covers it.", told);
        Assert.Contains("edit by 'boss': 1 overlay: instance 'o-1' of default/orders is not registered. Nothing was changed. To lay it over whoever registers under this id, keep it (--keep).", told);
        Assert.Contains(told, line => line.StartsWith("login by 'boss': session of ", StringComparison.Ordinal));
        Assert.Contains(told, line => line.StartsWith("registration by 'boss': o-1: service name 'bad name'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everything_is_told_to_administrators_and_one_service_to_its_operators()
    {
        await using var node = await StartGuardedAsync();

        foreach (var (name, all, orders) in new[] { ("reader", false, false), ("operator", false, true), ("boss", true, true) })
        {
            using var http = As(node, name);
            using var everything = await http.GetAsync("v1/audit", Cancel);
            using var one = await http.GetAsync("v1/audit?namespace=default&service=orders", Cancel);
            Assert.Equal((all, orders), (everything.IsSuccessStatusCode, one.IsSuccessStatusCode));
        }
    }

    private static async Task LayAsync(HttpClient http, int weight)
    {
        using var put = await http.PutAsJsonAsync(Weight, new { value = weight, reason = "a test", keep = true }, Cancel);
        put.EnsureSuccessStatusCode();
    }

    private static async Task<IReadOnlyList<JsonNode>> EntriesAsync(HttpClient http, string query) =>
        [.. (await http.GetFromJsonAsync<JsonObject>($"v1/audit{query}", Cancel))!["entries"]!.AsArray().Select(entry => entry!)];

    private static HttpClient As(LiveNode node, string token)
    {
        var http = new HttpClient { BaseAddress = node.Api };
        if (token.Length > 0) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    private Task<LiveNode> StartGuardedAsync() => LiveNode.StartAsync(_folder.FullName, options =>
    {
        options.Tokens.Add(Token("reader", "*", "list", "register"));
        options.Tokens.Add(Token("operator", "orders", "list", "operate"));
        options.Tokens.Add(Token("boss", "*", "list", "subscribe", "register", "operate", "admin"));
    });

    private static TokenOptions Token(string name, string service, params string[] verbs)
    {
        var token = new TokenOptions { Name = name, Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))), Service = service };
        foreach (var verb in verbs) token.Verbs.Add(verb);
        return token;
    }
}
