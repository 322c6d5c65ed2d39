using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Hosting;
using Muster.Server.Metrics;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Hosting;

/// <summary>What the log says of connections that were closed as they came, however many they are.</summary>
public sealed class CrowdReports : IDisposable
{
    private static readonly IPEndPoint Client = new(IPAddress.Parse("10.0.0.7"), 4711);

    private readonly HandClock _clock = new();
    private readonly CollectedLog _log = new();
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CrowdReport _report;

    public CrowdReports() => _report = new(new NodeMeter(_metrics.GetRequiredService<IMeterFactory>()), _clock, _log.For<CrowdReport>());

    public void Dispose()
    {
        _report.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void The_first_is_told_at_once_and_the_others_as_one_line_a_minute()
    {
        for (var i = 0; i < 1000; i++) _report.TurnedAway(Crowd.Address, Client);
        Assert.Equal(["Closed a connection of 10.0.0.7:4711 as it came: an address has as many as it may. Where many processes share one, raise MusterServer:ConnectionsPerAddress. More of them are told once a minute."], Told());

        _clock.Advance(CrowdReport.Every);
        Assert.Equal(["More connections that were closed as they came, within a minute: 999. Why: an address has as many as it may. Where many processes share one, raise MusterServer:ConnectionsPerAddress."], Told());

        _report.TurnedAway(Crowd.Address, Client);
        Assert.Empty(Told());
        _clock.Advance(CrowdReport.Every);
        Assert.StartsWith("More connections that were closed as they came, within a minute: 1. Why: an address", Assert.Single(Told()), StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_minute_without_any_the_next_is_a_first_one()
    {
        _report.TurnedAway(Crowd.Port, Client);
        _clock.Advance(CrowdReport.Every);
        Told();
        _report.TurnedAway(Crowd.Port, Client);

        Assert.StartsWith("Closed a connection of 10.0.0.7:4711 as it came: the port has", Assert.Single(Told()), StringComparison.Ordinal);
    }

    [Fact]
    public void One_reason_does_not_hide_the_other()
    {
        _report.TurnedAway(Crowd.Port, Client);
        _report.TurnedAway(Crowd.Address, Client);

        Assert.Equal(2, Told().Count);
    }

    private List<string> Told()
    {
        var lines = _log.Lines.Select(static line => line.Line).ToList();
        _log.Lines.Clear();
        return lines;
    }
}
