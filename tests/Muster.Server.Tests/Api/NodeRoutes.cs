using Muster.Core.Access;

namespace Muster.Server.Tests.Api;

public sealed class NodeRoutes
{
    [Theory]
    [InlineData("/healthz", "ok\n")]
    [InlineData("/readyz", "ready\n")]
    public async Task Whoever_keeps_the_node_running_needs_no_token(string path, string body)
    {
        await using var host = await ApiHost.StartClosedAsync();

        using var answer = await host.SendAsync(HttpMethod.Get, path);

        Assert.Equal((200, body), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task A_node_whose_registry_stands_still_says_so(string path)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AdvanceAsync(TimeSpan.FromSeconds(6));
        Assert.Equal(200, await StatusAsync());

        await host.StopLoopAsync();
        host.Clock.Move(TimeSpan.FromSeconds(6));
        var (status, problem) = await host.AskAsync(HttpMethod.Get, path);

        Assert.Equal(503, status);
        Assert.Equal("The registry has not stepped for 6 s. Restart this node.", (string?)problem!["detail"]);

        async Task<int> StatusAsync()
        {
            using var answer = await host.SendAsync(HttpMethod.Get, path);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task Any_known_token_may_read_the_figures()
    {
        await using var host = await ApiHost.StartClosedAsync(ApiHost.Token("p", "prometheus", "none", "none"));

        using var answer = await host.SendAsync(HttpMethod.Get, "/metrics", null, ("Authorization", "Bearer p"));

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Figures_tell_what_stands_and_what_happened()
    {
        await using var host = await ApiHost.StartAsync(ApiHost.Token("t", "other", "default", "*", Verb.Register));
        await host.PutAsync("o-1");
        await host.PutAsync("o-2");
        using var reader = await host.FollowAsync();
        await reader.NextAsync();
        await host.AskAsync(HttpMethod.Delete, "/v1/namespaces/default/services/orders/instances/o-2");
        await host.AskAsync(HttpMethod.Get, "/v1/namespaces/default/services/none");

        using var answer = await host.SendAsync(HttpMethod.Get, "/metrics");
        var lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');

        Assert.Superset(
            new HashSet<string>
            {
                "muster_registrations_total 2", "muster_removals_total{cause=\"deregistered\"} 1", "muster_sessions 1", "muster_services 1",
                "muster_subscribers 1", "muster_connections{carrier=\"sse\"} 1", "muster_pushes_total{kind=\"snapshot\"} 1", "muster_epoch 7",
                "muster_http_problems_total{code=\"not-found\"} 1", "muster_loop_queue 0", "muster_start_time_seconds 3600",
                "muster_lagging_connections 0", "muster_push_window_seconds 0.1",
            },
            lines.ToHashSet());
        Assert.Contains(lines, line => line.StartsWith("muster_collections_paused_seconds_total ", StringComparison.Ordinal));
    }
}
