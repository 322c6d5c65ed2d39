using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Tests.Api;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.Access;

/// <summary>Bounds of a credential on every way into a whole node, and where they are shown.</summary>
public sealed class Quotas_of_tokens : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-quotas-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Calls_over_the_rate_are_refused_over_http_until_the_rate_allows_more()
    {
        var shop = ApiHost.Token("secret", "shop", "*", "*", Verb.List);
        await using var host = await ApiHost.StartAsync(shop with { Caller = shop.Caller with { Quota = new Quota(Calls: new(PerSecond: 1, Burst: 3)) } }, ApiHost.Token("more", "other", "*", "*", Verb.List));

        for (var i = 0; i < 3; i++) Assert.Equal(200, await StatusAsync(host, "secret"));
        using var over = await host.SendAsync(HttpMethod.Get, "/v1/namespaces", null, ("Authorization", "Bearer secret"));
        Assert.Equal((HttpStatusCode.TooManyRequests, true), (over.StatusCode, over.Headers.RetryAfter is not null));
        Assert.Equal(
            "Caller 'shop' makes more calls than its quota of 1 a second, 3 at once. Call again in 1.0 s, or ask an operator for a token with more (muster token create --max-calls, or MusterServer:Quota of the node).",
            (string)(await over.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!);
        Assert.Equal(200, await StatusAsync(host, "more"));

        await host.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((200, 429), (await StatusAsync(host, "secret"), await StatusAsync(host, "secret")));
        using var figures = await host.SendAsync(HttpMethod.Get, "/metrics", null, ("Authorization", "Bearer more"));
        Assert.Contains("muster_quota_refusals_total{quota=\"calls\"} 2", await figures.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_over_the_rate_are_refused_over_rpc()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        var secret = await CreateAsync(node, "shop", new() { CallsPerSecond = 1, Burst = 1 }, "owner");
        using var channel = new RpcChannel(node.Address, new());

        var codes = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            try
            {
                await channel.CallAsync(RegistryMethods.ListNamespaces, new(), TokenSetup.With(secret), Cancel);
                return RpcStatusCode.OK;
            }
            catch (RpcException refused)
            {
                return refused.Code;
            }
        }));

        Assert.Equal([RpcStatusCode.OK, RpcStatusCode.ResourceExhausted], codes.Distinct().Order());
    }

    [Fact]
    public async Task Frames_of_a_conversation_are_no_calls_and_use_none_up()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        var secret = await CreateAsync(node, "shop", new() { CallsPerSecond = 1, Burst = 1 }, "provider", "consumer");
        await using var stream = await node.DialLeanAsync();
        await stream.HelloAsync(secret);

        for (var i = 0; i < 50; i++) Assert.Equal(RegistrationResult.Types.Outcome.Accepted, (await stream.RegisterAsync("orders", $"o-{i % 5}")).Outcome);
        Assert.NotNull((await stream.SubscribeAsync("orders")).Snapshot);

        using var channel = new RpcChannel(node.Address, new());
        Task CallAsync() => channel.CallAsync(RegistryMethods.ListServices, new() { Namespace = "shop" }, TokenSetup.With(secret), Cancel);
        await CallAsync();   // the one of the burst is there
        Assert.Equal(RpcStatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => Task.WhenAll(Enumerable.Range(0, 100).Select(_ => CallAsync())))).Code);
        Assert.Equal(RegistrationResult.Types.Outcome.Accepted, (await stream.RegisterAsync("orders", "o-0")).Outcome);
    }

    [Fact]
    public async Task Instances_and_subscriptions_over_the_bound_are_refused_and_the_list_of_tokens_shows_what_is_held()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        var secret = await CreateAsync(node, "shop", new() { Instances = 1, Subscriptions = 1 }, "provider", "consumer");
        using var http = node.Http(secret);
        using var following = new HttpRequestMessage(HttpMethod.Get, "v1/namespaces/shop/services/orders") { Headers = { { "Accept", "text/event-stream" } } };

        Assert.True((await PutAsync(http, "a")).IsSuccessStatusCode);
        Assert.True((await PutAsync(http, "a")).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await PutAsync(http, "b")).StatusCode);
        using var first = await http.SendAsync(following, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var events = await first.Content.ReadAsStreamAsync(Cancel);
        await events.ReadExactlyAsync(new byte[1], Cancel);   // it is followed
        using var second = new HttpRequestMessage(HttpMethod.Get, "v1/namespaces/shop/services/stock") { Headers = { { "Accept", "text/event-stream" } } };
        Assert.Equal(HttpStatusCode.TooManyRequests, (await http.SendAsync(second, HttpCompletionOption.ResponseHeadersRead, Cancel)).StatusCode);

        using var open = new HttpClient { BaseAddress = node.Api };
        var token = (await open.GetFromJsonAsync<JsonObject>("v1/tokens", Cancel))!["tokens"]![0]!;
        Assert.Equal((1, 1, 1, 1), ((int)token["quota"]!["instances"]!, (int)token["quota"]!["subscriptions"]!, (int)token["used"]!["instances"]!, (int)token["used"]!["subscriptions"]!));
    }

    [Fact]
    public async Task The_usual_bounds_hold_for_all_without_their_own_and_who_decides_for_a_part_hands_out_no_more_than_he_has()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName, options => options.Quota.Instances = 1);
        using var open = new HttpClient { BaseAddress = node.Api };

        Assert.True((await PutAsync(open, "a")).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await PutAsync(open, "b")).StatusCode);
        Assert.True((await PutAsync(node.Http(await CreateAsync(node, "one", null, "provider")), "b")).IsSuccessStatusCode);

        var part = await CreateAsync(node, "part", null, "admin", "provider");
        Assert.Equal(RpcStatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => CreateAsync(node, "two", new() { Instances = 2 }, ["provider"], part))).Code);
        Assert.NotEmpty(await CreateAsync(node, "same", new() { Instances = 1 }, ["provider"], part));
        var more = await CreateAsync(node, "more", new() { Instances = 2 }, "provider");
        Assert.True((await PutAsync(node.Http(more), "c")).IsSuccessStatusCode && (await PutAsync(node.Http(more), "d")).IsSuccessStatusCode);
    }

    private static async Task<int> StatusAsync(ApiHost host, string token) =>
        (await host.AskAsync(HttpMethod.Get, "/v1/namespaces", null, ("Authorization", $"Bearer {token}"))).Status;

    private static Task<HttpResponseMessage> PutAsync(HttpClient http, string id) =>
        http.PutAsJsonAsync($"v1/namespaces/shop/services/orders/instances/{id}", new { addresses = (string[])["http://10.0.0.7:80"], ttl = "60s" }, Cancel);

    private static Task<string> CreateAsync(LiveNode node, string name, TokenQuota? quota, params string[] may) => CreateAsync(node, name, quota, may, author: "");

    private static async Task<string> CreateAsync(LiveNode node, string name, TokenQuota? quota, string[] may, string author)
    {
        using var channel = new RpcChannel(node.Address, new());
        var asked = new CreateTokenRequest { Name = name, Namespace = may is ["owner"] ? "*" : "shop", Service = "*", May = { may }, Quota = quota };
        return (await channel.CallAsync(AdminMethods.CreateToken, asked, TokenSetup.With(author), Cancel)).Secret;
    }
}
