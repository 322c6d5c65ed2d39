using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Muster.Testing.Clocks;

namespace Muster.Client.Tests.Hosting;

/// <summary>A host with AddMusterConsumer, from configuration to the first call.</summary>
public sealed class StartingConsumers : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly string _folder = Directory.CreateTempSubdirectory("muster-start-").FullName;
    private readonly HandClock _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_start_waits_for_the_first_lists()
    {
        var registry = new ScriptedRegistry();
        using var host = Host(registry, ("Muster:Consumer:Services:0", "orders"));

        var start = host.StartAsync(TestContext.Current.CancellationToken);
        Assert.False(start.IsCompleted);
        registry.Open();
        await AdvanceUntil(start, TimeSpan.Zero);

        var list = host.Services.GetRequiredService<IServiceDirectory>().Get("orders");
        Assert.Equal((ListSource.Registry, 1), (list.Source, list.Count));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
        await StopAsync(host);
    }

    [Fact]
    public async Task What_came_of_calls_arrives_at_the_registry_within_ten_seconds()
    {
        var registry = new ScriptedRegistry();
        registry.Open();
        using var host = Host(registry, ("Muster:Consumer:Services:0", "orders"));
        await AdvanceUntil(host.StartAsync(TestContext.Current.CancellationToken), TimeSpan.Zero);
        var directory = host.Services.GetRequiredService<IServiceDirectory>();
        for (var call = 0; call < 5; call++) directory.Pick("orders").Failed("/shop.Orders/Get");
        directory.Pick("orders").Succeeded();

        _clock.Advance(TimeSpan.FromSeconds(10));
        var report = registry.Reports.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        await AdvanceUntil(report, TimeSpan.Zero);

        Assert.Equal(["orders a * 1/1", "orders a /shop.Orders/Get 0/5"],
            (await report).Made.Select(line => $"{line.Service} {line.Id} {line.Api} {line.Succeeded}/{line.Total}").Order(StringComparer.Ordinal));
        await StopAsync(host);
    }

    [Fact]
    public async Task Without_a_registry_the_start_goes_on_from_the_snapshot_of_the_last_run()
    {
        var registry = new ScriptedRegistry();
        registry.Open();
        using (var first = Host(registry, ("Muster:Consumer:Services:0", "orders")))
        {
            await AdvanceUntil(first.StartAsync(TestContext.Current.CancellationToken), TimeSpan.Zero);
            await StopAsync(first);
        }

        using var second = Host(new ScriptedRegistry(), ("Muster:Consumer:Services:0", "orders"), ("Muster:Consumer:Start:WhenUnknown", "Fail"));
        await AdvanceUntil(second.StartAsync(TestContext.Current.CancellationToken), Step);

        var list = second.Services.GetRequiredService<IServiceDirectory>().Get("orders");
        Assert.Equal((ListSource.Snapshot, 1), (list.Source, list.Count));
        Assert.NotNull(list.SavedAt);
        Assert.Equal(HealthStatus.Degraded, await HealthAsync(second));
        await StopAsync(second);
    }

    [Fact]
    public async Task With_neither_it_goes_on_or_fails_as_configured()
    {
        using var goesOn = Host(new ScriptedRegistry(), ("Muster:Consumer:Services:0", "orders"));
        await AdvanceUntil(goesOn.StartAsync(TestContext.Current.CancellationToken), Step);
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(goesOn));
        await StopAsync(goesOn);

        using var fails = Host(new ScriptedRegistry(), ("Muster:Consumer:Services:0", "orders"), ("Muster:Consumer:Start:WhenUnknown", "Fail"));
        var failure = await Assert.ThrowsAsync<MusterException>(() => AdvanceUntil(fails.StartAsync(TestContext.Current.CancellationToken), Step));
        Assert.StartsWith("Nothing is known of orders: no list came within 5 s from registry:7501", failure.Message, StringComparison.Ordinal);
        await StopAsync(fails);
    }

    [Fact]
    public async Task A_client_that_is_rejected_is_not_waited_for()
    {
        var registry = new ScriptedRegistry { Environment = "test" };
        registry.Open();
        using var host = Host(registry, ("Muster:Consumer:Services:0", "orders"), ("Muster:Environment", "prod"), ("Muster:Consumer:Start:WhenUnknown", "Fail"));

        var failure = await Assert.ThrowsAsync<MusterException>(() => AdvanceUntil(host.StartAsync(TestContext.Current.CancellationToken), TimeSpan.Zero));

        Assert.Contains("configured for environment 'prod', but the registry belongs to environment 'test'", failure.Message, StringComparison.Ordinal);
        await StopAsync(host);
    }

    [Fact]
    public async Task Every_fault_of_the_configuration_is_told_at_once()
    {
        var builder = Builder(
            ("Muster:Namespace", "No Good"), ("Muster:SnapshotMaximumAge", "00:00:00"), ("Muster:Consumer:Policy", "none"),
            ("Muster:Consumer:Services:0", "no good"), ("Muster:Consumer:Start:Wait", "-00:00:01"));
        builder.Services.AddMusterConsumer(builder.Configuration);
        using var host = builder.Build();

        var faults = await Assert.ThrowsAsync<AggregateException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        var told = faults.InnerExceptions.Cast<OptionsValidationException>().SelectMany(fault => fault.Failures).Select(fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]);
        Assert.Equal(
            ["Muster:Consumer:Policy", "Muster:Consumer:Services", "Muster:Consumer:Start:Wait", "Muster:Namespace", "Muster:SnapshotMaximumAge"],
            told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Adding_twice_binds_once()
    {
        var builder = Builder(("Muster:Consumer:Services:0", "orders"));
        builder.Services.AddMusterConsumer(builder.Configuration).AddMusterConsumer(builder.Configuration).AddMusterClient(builder.Configuration);
        using var host = builder.Build();

        Assert.Equal(["orders"], host.Services.GetRequiredService<IOptions<ConsumerOptions>>().Value.Services);
        Assert.Equal(["registry:7501"], host.Services.GetRequiredService<IOptions<MusterOptions>>().Value.Registries);
    }

    private static HostApplicationBuilder Builder(params (string Key, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Append(("Muster:Registries:0", "registry:7501"))
            .Select(setting => new KeyValuePair<string, string?>(setting.Item1, setting.Item2)));
        return builder;
    }

    private IHost Host(ScriptedRegistry registry, params (string Key, string Value)[] settings)
    {
        var builder = Builder([.. settings, ("Muster:SnapshotFolder", _folder)]);
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSingleton(host => new MusterClient(
            host.GetRequiredService<IOptions<MusterOptions>>().Value, registry, _clock, new Random(1), NullLoggerFactory.Instance));
        builder.Services.AddMusterConsumer(builder.Configuration);
        builder.Services.AddHealthChecks().AddMuster();
        return builder.Build();
    }

    private static async Task<HealthStatus> HealthAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Status;

    private static async Task StopAsync(IHost host)
    {
        await host.StopAsync(TestContext.Current.CancellationToken);
        await host.Services.GetRequiredService<MusterClient>().DisposeAsync();
    }

    /// <summary>Fires what is due, again and again; with a step of zero no time passes.</summary>
    private async Task AdvanceUntil(Task done, TimeSpan step)
    {
        while (!done.IsCompleted)
        {
            _clock.Advance(step);
            await Task.Yield();
        }

        await done;
    }
}
