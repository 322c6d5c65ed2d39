using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Hosting;
using Muster.Server.Tests.Hosting;
using Outcome = Muster.Protocol.RegistrationResult.Types.Outcome;

namespace Muster.Server.Tests.Control;

/// <summary>The admission policy on a whole node, by RPC and by HTTP.</summary>
public sealed class Governing : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-governing-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_answered_policy_has_judged_those_who_are_in_and_holds_over_a_restart()
    {
        await using (var node = await LiveNode.StartAsync(_folder.FullName))
        {
            await using var provider = await node.DialAsync();
            await provider.HelloAsync();
            await provider.RegisterAsync("orders", "o-1");

            var effect = await ApplyAsync(node, "deny namespace=shop reason=\"closed\"");
            Assert.Equal((1ul, 1u, 1u, 0u, 0u), (effect.Revision, effect.Judged, effect.Denied, effect.Quarantined, effect.Released));
            var told = (await provider.ReceiveAsync())!.Registered.Results.Single();
            Assert.Equal((Outcome.Refused, ErrorCode.Forbidden), (told.Outcome, told.Error.Code));
            Assert.Contains("anonymous applied admission policy 1: 'a test'", node.Log.Lines.Select(line => line.Line), StringComparer.Ordinal);
            Assert.Contains("Everybody was judged by admission policy 1. Instances: 1; denied: 1, put in quarantine: 0, released: 0.", node.Log.Lines.Select(line => line.Line), StringComparer.Ordinal);
            Assert.Contains("Instance o-1 of shop/orders is Denied now: closed (admission policy, line 1).", node.Log.Lines.Select(line => line.Line), StringComparer.Ordinal);
        }

        await using var again = await LiveNode.StartAsync(_folder.FullName);
        await using var client = await again.DialLeanAsync();
        await client.HelloAsync();
        Assert.Equal(Outcome.Refused, (await client.RegisterAsync("orders", "o-1")).Outcome);

        await ApplyAsync(again, "");
        var released = (await client.ReceiveAsync())!.Registered.Results.Single();
        Assert.Equal((Outcome.Accepted, "o-1"), (released.Outcome, released.Id));
    }

    [Fact]
    public async Task Who_decided_on_an_older_policy_is_refused_with_the_cure()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        await ApplyAsync(node, "deny service=a", expected: 0);

        var refused = await Assert.ThrowsAsync<RpcException>(() => ApplyAsync(node, "deny service=b", expected: 0));

        Assert.Equal(RpcStatusCode.AlreadyExists, refused.Code);
        Assert.Equal("Another policy holds by now: revision 1, by anonymous: a test. Nothing was changed. Look at it with 'muster policy show', bring its changes into yours, and test it again.", refused.Message);

        using var http = new HttpClient { BaseAddress = node.Api };
        using var put = new HttpRequestMessage(HttpMethod.Put, "v1/policy") { Content = JsonContent.Create(new { text = "", reason = "a test" }), Headers = { { "If-Match", "\"0\"" } } };
        Assert.Equal(HttpStatusCode.Conflict, (await http.SendAsync(put, Cancel)).StatusCode);
        Assert.Equal("deny service=a", (string)(await http.GetFromJsonAsync<JsonObject>("v1/policy", Cancel))!["text"]!);
    }

    [Fact]
    public async Task History_is_kept_with_author_time_and_reason_and_its_oldest_goes()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        for (var i = 1; i <= Limits.PoliciesKept + 2; i++) await ApplyAsync(node, $"deny service=s{i}", reason: $"change {i}");

        using var channel = new RpcChannel(node.Address, new());
        var kept = (await channel.CallAsync(AdminMethods.ListPolicies, new(), default, Cancel)).Policies;
        Assert.Equal((Limits.PoliciesKept, 102ul, "change 102", "anonymous", ""), (kept.Count, kept[0].Revision, kept[0].Reason, kept[0].Author, kept[0].Text));
        Assert.Equal(3ul, kept[^1].Revision);
        Assert.Equal("deny service=s3", (await channel.CallAsync(AdminMethods.GetPolicy, new() { Revision = 3 }, default, Cancel)).Text);
        Assert.Equal(RpcStatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => channel.CallAsync(AdminMethods.GetPolicy, new() { Revision = 2 }, default, Cancel))).Code);

        using var http = new HttpClient { BaseAddress = node.Api };
        Assert.Equal("deny service=s3", (string)(await http.GetFromJsonAsync<JsonObject>("v1/policy/history/3", Cancel))!["text"]!);
        Assert.Equal(102, (int)(await http.GetFromJsonAsync<JsonObject>("v1/policy/history", Cancel))!["policies"]![0]!["revision"]!);
    }

    [Fact]
    public async Task By_http_a_policy_is_tried_and_applied_and_operators_see_whom_it_hides()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        using var http = new HttpClient { BaseAddress = node.Api };
        await ProvideAsync(http, "o-1");
        var policy = new { text = "quarantine service=orders reason=\"under review\"", reason = "a test" };

        using var tried = await http.PostAsJsonAsync("v1/policy/test", policy, Cancel);
        var rule = (await tried.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["rules"]![0]!;
        Assert.Equal((1, "o-1", "allowed", "quarantined"), ((int)rule["matched"]!, (string)rule["affected"]![0]!["id"]!, (string)rule["affected"]![0]!["before"]!, (string)rule["affected"]![0]!["after"]!));

        using var applied = await http.PutAsJsonAsync("v1/policy", policy, Cancel);
        Assert.Equal(1, (int)(await applied.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["quarantined"]!);
        while ((await http.GetFromJsonAsync<JsonObject>("v1/namespaces/default/services/orders", Cancel))!["instances"]!.AsArray().Count > 0) Cancel.ThrowIfCancellationRequested();
        var hidden = (await http.GetFromJsonAsync<JsonObject>("v1/namespaces/default/services/orders/overlays", Cancel))!["instances"]![0]!;
        Assert.Equal(("o-1", false, "under review (admission policy, line 1)"), ((string)hidden["id"]!, (bool)hidden["listed"]!, (string)hidden["quarantined"]!));

        var figures = await http.GetStringAsync("metrics", Cancel);
        Assert.Contains("muster_admissions_total{verdict=\"allowed\"} 1", figures, StringComparison.Ordinal);
        Assert.Contains("muster_admissions_total{verdict=\"quarantined\"} 1", figures, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deny nothing", "a test", "line 1: 'nothing' is no condition. Write KEY=VALUE, such as namespace=prod. line 1: the rule has no condition, so it would match everybody. Write 'default deny' as the last line instead.")]
    [InlineData("deny service=a", "", "a reason is missing: say why, for whoever finds this later.")]
    public async Task A_fault_is_named_and_nothing_changes(string text, string reason, string fault)
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);

        var refused = await Assert.ThrowsAsync<RpcException>(() => ApplyAsync(node, text, reason: reason));

        Assert.Equal((RpcStatusCode.InvalidArgument, fault), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task A_policy_that_this_version_cannot_read_stops_the_start()
    {
        await using (var node = await LiveNode.StartAsync(_folder.FullName)) await ApplyAsync(node, "deny service=a");
        using (var file = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "control.db")};Pooling=False"))
        {
            file.Open();
            using var edit = file.CreateCommand();
            edit.CommandText = "UPDATE entry SET value = CAST(replace(CAST(value AS TEXT), 'service', 'servize') AS BLOB) WHERE key LIKE 'v1/policy/%'";
            Assert.Equal(1, edit.ExecuteNonQuery());
        }

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => LiveNode.StartAsync(_folder.FullName));

        Assert.StartsWith("The admission policy that holds (revision 1) cannot be read by this version: line 1: there is no condition 'servize'.", refused.Message, StringComparison.Ordinal);
    }

    private static async Task ProvideAsync(HttpClient http, string id)
    {
        string[] addresses = ["http://10.0.0.7:80"];
        using var put = await http.PutAsJsonAsync($"v1/namespaces/default/services/orders/instances/{id}", new { addresses, ttl = "10m" }, Cancel);
        put.EnsureSuccessStatusCode();
    }

    private static async Task<ApplyPolicyResponse> ApplyAsync(LiveNode node, string text, string reason = "a test", ulong? expected = null)
    {
        using var channel = new RpcChannel(node.Address, new());
        var request = new ApplyPolicyRequest { Text = text, Reason = reason };
        if (expected is { } revision) request.ExpectedRevision = revision;
        return await channel.CallAsync(AdminMethods.ApplyPolicy, request, new(TimeSpan.FromSeconds(30), new()), Cancel);
    }
}
