using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Muster.Client.Tests.Balancing;

namespace Muster.Client.Tests.Http;

/// <summary>An HttpClient as an application gets it, against real servers on the loopback address.</summary>
public sealed class RealCalls : IAsyncDisposable
{
    private readonly Fleet _fleet = Fleet.With(BalancingPolicies.LeastRequests);
    private readonly List<LoopbackServer> _servers = [];
    private readonly ServiceProvider _services;
    private readonly HttpClient _client;

    public RealCalls()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IServiceDirectory>(new FleetDirectory(_fleet));
        services.AddHttpClient("shop").AddMusterBalancing("orders");
        _services = services.BuildServiceProvider();
        _client = _services.GetRequiredService<IHttpClientFactory>().CreateClient("shop");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_server_costs_no_call()
    {
        var servers = await StartAsync("a", "b", "c");
        await GetAsync(60);
        Assert.All(servers, server => Assert.NotEqual(0, server.Calls));

        await servers[1].KillAsync();   // and the list goes on naming it
        var answers = await GetAsync(200);

        Assert.DoesNotContain("b", answers);
    }

    [Fact]
    public async Task What_a_killed_server_was_not_sent_is_sent_to_another_whatever_the_method()
    {
        var servers = await StartAsync("a", "b");
        await servers[0].KillAsync();

        for (var i = 0; i < 20; i++)
        {
            using var answer = await _client.PostAsync("/", new StringContent("new order"), Cancel);
            Assert.Equal("b", await answer.Content.ReadAsStringAsync(Cancel));
        }

        Assert.Equal(20, servers[1].Calls);
    }

    [Fact]
    public async Task A_slow_server_is_spared()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync("a", "b");
        var slow = await AddAsync("slow", async context =>
        {
            await release.Task;
            await context.Response.WriteAsync("slow");
        });

        var waiting = new List<Task<string>>();
        using var ended = new CancellationTokenSource();
        var heard = slow.HearAsync(ended.Token);
        for (var round = 0; round < 30; round++)
        {
            var call = _client.GetStringAsync("/", Cancel);
            if (await Task.WhenAny(call, heard) == call) continue;
            waiting.Add(call);
            heard = slow.HearAsync(ended.Token);
        }

        await ended.CancelAsync();

        Assert.InRange(waiting.Count, 1, 5);
        release.SetResult();
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal("slow", answer));
    }

    [Fact]
    public async Task A_server_that_has_left_the_list_hears_nothing_more_though_connections_to_it_are_open()
    {
        var servers = await StartAsync("a", "b");
        await GetAsync(40);
        _fleet.Drop("a");
        var heard = servers[0].Calls;

        Assert.All(await GetAsync(40), answer => Assert.Equal("b", answer));
        Assert.Equal(heard, servers[0].Calls);
    }

    [Fact]
    public async Task By_default_the_host_is_the_instances_address_and_a_host_that_is_set_stays()
    {
        var server = await AddAsync("a", context => context.Response.WriteAsync(context.Request.Host.Value ?? ""));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "shop.example";
        using var answer = await _client.SendAsync(request, Cancel);

        Assert.Equal("shop.example", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(server.Address, $"http://{await _client.GetStringAsync("/", Cancel)}");
    }

    [Fact]
    public void Balancing_a_client_follows_its_service_and_names_its_base_address()
    {
        Assert.Equal("http://orders/", _client.BaseAddress!.AbsoluteUri);
        Assert.Equal(["orders"], _services.GetRequiredService<IOptions<ConsumerOptions>>().Value.Services);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _services.DisposeAsync();
        foreach (var server in _servers) await server.DisposeAsync();
    }

    private async Task<string[]> GetAsync(int calls)
    {
        var answers = new string[calls];
        for (var i = 0; i < calls; i++) answers[i] = await _client.GetStringAsync("/", Cancel);
        return answers;
    }

    private async Task<LoopbackServer[]> StartAsync(params string[] ids)
    {
        foreach (var id in ids) await AddAsync(id, context => context.Response.WriteAsync(id));
        return [.. _servers];
    }

    private async Task<LoopbackServer> AddAsync(string id, Func<HttpContext, Task> answer)
    {
        var server = await LoopbackServer.StartAsync(id, answer);
        _servers.Add(server);
        _fleet.List(id, address: server.Address);
        return server;
    }
}
