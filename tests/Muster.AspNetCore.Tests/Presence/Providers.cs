using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Muster.Client;
using Muster.Testing.Clocks;

namespace Muster.AspNetCore.Tests.Presence;

/// <summary>A web server on a port that the system chose, and a whole node. Polls and waits run on the hand clock.</summary>
public sealed class Providers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HandClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://0.0.0.0:0")]
    public async Task A_server_is_listed_where_it_is_bound_or_seen(string urls)
    {
        await using var node = await RunningNode.StartAsync();
        await using var app = Build(node, urls, ("Provider:Weight", "7"), ("Provider:Metadata:version", "2"), ("Zone", "east"));
        await app.StartAsync(Cancel);

        var listed = await node.OneOfAsync("orders");

        var port = new Uri(app.Urls.Single()).Port;
        Assert.Equal(($"127.0.0.1:{port}", $"http://127.0.0.1:{port}"), (listed.Id, listed.Address));
        Assert.Equal(("east", 7, "2"), (listed.Zone, (int)listed.Weight, listed.Metadata["version"]));
    }

    [Fact]
    public async Task Every_bound_address_is_told()
    {
        await using var node = await RunningNode.StartAsync();
        await using var app = Build(node, "http://127.0.0.1:0;http://127.0.0.2:0", ("Provider:Prefer:0", "127.0.0.2/32"));
        await app.StartAsync(Cancel);

        var listed = await node.OneOfAsync("orders");

        Assert.Equal(["127.0.0.2", "127.0.0.1"], listed.Addresses.Select(address => new Uri(address).Host));
    }

    [Fact]
    public async Task A_server_is_listed_only_while_its_checks_say_so()
    {
        await using var node = await RunningNode.StartAsync();
        using var check = new ScriptedCheck();
        await using var app = Build(node, "http://127.0.0.1:0", [], services => services.AddHealthChecks().AddCheck("stock", check));
        await app.StartAsync(Cancel);
        await check.AnswerAsync(HealthStatus.Unhealthy);
        await node.NoneOfAsync("orders");

        await PollAsync(check, HealthStatus.Degraded);
        await node.OneOfAsync("orders");

        for (var miss = 0; miss < 3; miss++) await PollAsync(check, HealthStatus.Unhealthy);
        await node.NoneOfAsync("orders");

        await PollAsync(check, HealthStatus.Healthy);
        await node.OneOfAsync("orders");
        check.AnswerFromNowOn();
    }

    [Fact]
    public async Task A_server_that_stops_is_gone_from_the_list_while_it_still_answers()
    {
        await using var node = await RunningNode.StartAsync();
        await using var app = Build(node, "http://127.0.0.1:0", ("Provider:LeaveFor", "00:00:05"));
        await app.StartAsync(Cancel);
        var listed = await node.OneOfAsync("orders");

        var stopping = app.StopAsync(Cancel);
        await node.NoneOfAsync("orders");
        using var http = new HttpClient();

        Assert.Equal("shipped", await http.GetStringAsync(new Uri(listed.Address), Cancel));
        Assert.False(stopping.IsCompleted);
        while (!stopping.IsCompleted)   // the goodbye is answered after consumers are told, and only then does the wait begin
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri(listed.Address), Cancel));
    }

    [Fact]
    public async Task A_check_that_never_ends_holds_up_no_goodbye()
    {
        await using var node = await RunningNode.StartAsync();
        using var asked = new SemaphoreSlim(0);
        var never = new TaskCompletionSource<HealthCheckResult>();
        await using var app = Build(node, "http://127.0.0.1:0", [("Provider:LeaveFor", "00:00:00")], services => AddDeaf(services, asked, never));
        await app.StartAsync(Cancel);
        await node.OneOfAsync("orders");
        await AskAgainAsync(asked);

        var stopping = app.StopAsync(Cancel);

        await node.NoneOfAsync("orders");
        await stopping.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task A_check_that_takes_too_long_is_a_no_and_is_asked_anew_once_it_has_ended()
    {
        await using var node = await RunningNode.StartAsync();
        using var asked = new SemaphoreSlim(0);
        var late = new TaskCompletionSource<HealthCheckResult>();
        await using var app = Build(node, "http://127.0.0.1:0", [], services => AddDeaf(services, asked, late));
        await app.StartAsync(Cancel);
        await node.OneOfAsync("orders");
        await AskAgainAsync(asked);

        var unlisted = node.NoneOfAsync("orders");
        while (!unlisted.IsCompleted)   // three times no, each after ten seconds
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        await unlisted;
        Assert.Equal(0, asked.CurrentCount);
        late.SetResult(HealthCheckResult.Healthy());
        _clock.Advance(TimeSpan.FromSeconds(2));
        await node.OneOfAsync("orders");
    }

    [Fact]
    public async Task A_server_starts_serves_and_stops_while_every_registry_is_away()
    {
        await using var app = Build("127.0.0.1:9", "http://0.0.0.0:0", [], static _ => { });
        await app.StartAsync(Cancel);
        using var http = new HttpClient();

        Assert.Equal("shipped", await http.GetStringAsync(new Uri($"http://127.0.0.1:{new Uri(app.Urls.Single()).Port}"), Cancel));
        await app.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_server_that_no_network_reaches_does_not_start()
    {
        var socket = Path.Combine(Path.GetTempPath(), $"muster-{Environment.ProcessId}.sock");
        await using var app = Build("127.0.0.1:9", $"http://unix:{socket}", [], static _ => { });

        var refused = await Assert.ThrowsAsync<MusterException>(() => app.StartAsync(Cancel));

        Assert.Equal($"The server listens on http://unix:{socket}, where no consumer can reach it. Bind it to a network address, or set Muster:Provider:Address, for example to http://10.0.0.7:8080.", refused.Message);
    }

    [Fact]
    public async Task Every_fault_of_the_options_is_told_before_it_listens()
    {
        await using var app = Build("127.0.0.1:9", "http://127.0.0.1:0",
            [("Provider:Service", "or ders"), ("Provider:Id", "#1"), ("Provider:Address", "http:///x"), ("Provider:Prefer:0", "10.0.0.0/33"),
             ("Provider:Weight", "10001"), ("Provider:ReadyEvery", "00:00:00.01"), ("Provider:LeaveFor", "00:00:26")], static _ => { });

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(Cancel));

        Assert.Equal(
            [
                "Muster:Provider:Service: service name 'or ders': use 1 to 128 letters, digits and . _ - : starting with a letter or digit.",
                "Muster:Provider:Id: instance id '#1': use 1 to 128 letters, digits and . _ - : @ starting with a letter or digit.",
                "Muster:Provider:Address: 'http:///x' is neither a URI such as http://10.0.0.7:8080 nor a host such as 10.0.0.7.",
                "Muster:Provider:Prefer: '10.0.0.0/33' is not a network such as 10.0.0.0/8 (the bits after the prefix are 0).",
                "Muster:Provider:Weight: 10001 is not within 0 to 10000.",
                "Muster:Provider:ReadyEvery: 00:00:00.0100000 is not within 00:00:00.1000000 to 00:01:00.",
                "Muster:Provider:LeaveFor: 00:00:26 is not within 00:00:00 to 00:00:25.",
            ],
            string.Join("; ", refused.Failures).Split("; "));
    }

    /// <summary>A check that is well once, and then hears nothing until the test lets it end.</summary>
    private static void AddDeaf(IServiceCollection services, SemaphoreSlim asked, TaskCompletionSource<HealthCheckResult> second)
    {
        var times = 0;
        services.AddHealthChecks().AddAsyncCheck("deaf", () =>
        {
            asked.Release();
            return Interlocked.Increment(ref times) == 2 ? second.Task : Task.FromResult(HealthCheckResult.Healthy());
        });
    }

    /// <summary>Waits until the check has been asked for the second time.</summary>
    private async Task AskAgainAsync(SemaphoreSlim asked)
    {
        _clock.Advance(TimeSpan.FromSeconds(2));
        for (var time = 0; time < 2; time++) Assert.True(await asked.WaitAsync(Patience, Cancel), $"The check was not asked within {Patience.TotalSeconds} s.");
    }

    private async Task PollAsync(ScriptedCheck check, HealthStatus answer)
    {
        _clock.Advance(TimeSpan.FromSeconds(2));
        await check.AnswerAsync(answer);
    }

    private WebApplication Build(RunningNode node, string urls, params (string Key, string Value)[] settings) =>
        Build(node.Address, urls, settings, static _ => { });

    private WebApplication Build(RunningNode node, string urls, (string Key, string Value)[] settings, Action<IServiceCollection> add) =>
        Build(node.Address, urls, settings, add);

    private WebApplication Build(string registry, string urls, (string Key, string Value)[] settings, Action<IServiceCollection> add)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Urls"] = urls;
        builder.Configuration["Muster:Registries:0"] = registry;
        builder.Configuration["Muster:SnapshotFolder"] = "";
        builder.Configuration["Muster:Provider:Service"] = "orders";
        foreach (var (key, value) in settings) builder.Configuration[string.Create(CultureInfo.InvariantCulture, $"Muster:{key}")] = value;
        builder.Services.AddSingleton<TimeProvider>(_clock);
        add(builder.Services);
        builder.Services.AddMusterProvider(builder.Configuration);
        var app = builder.Build();
        app.MapGet("/", static () => "shipped");
        return app;
    }
}
