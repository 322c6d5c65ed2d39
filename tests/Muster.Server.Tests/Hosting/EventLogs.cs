using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Catalog;
using Muster.Core.Probes;
using Muster.Protocol;
using Muster.Server.Hosting;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Hosting;

/// <summary>What a client does can neither flood the log nor write lines into it.</summary>
public sealed class EventLogs : IDisposable
{
    private readonly HandClock _clock = new();
    private readonly CollectedLog _log = new();
    private readonly EventLog _events;

    public EventLogs() => _events = new(_clock, _log.For<EventLog>());

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Of_many_refusals_some_are_written_and_the_others_counted()
    {
        for (var i = 0; i < EventLog.RefusalsPerWindow + 5; i++) Refuse("bad");
        Assert.Equal(EventLog.RefusalsPerWindow, _log.Lines.Count);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Refuse("bad");

        Assert.Equal("Refusals, verdicts and probes that were not tried, within the last second and not written: 5.", _log.Lines.ElementAt(EventLog.RefusalsPerWindow).Line);
        Assert.Equal((LogLevel.Warning, "Refused 'bad': Invalid, no"), _log.Lines.Last());
    }

    [Fact]
    public void A_stall_is_told_with_the_pause_of_the_last_collection()
    {
        GC.Collect();

        _events.Observe([new RegistryEvent.Stalled(TimeSpan.FromSeconds(1.5))]);

        Assert.Matches("^This node stood still for 00:00:01.5000000; its last garbage collection paused it for 00:00:0[0-9.]*[1-9][0-9]*\\. All deadlines moved", _log.Lines.Single().Line);
    }

    [Fact]
    public void A_probe_that_was_not_tried_is_told_with_whom_where_and_why()
    {
        var orders = new ServiceKey("default", "orders");
        var detector = new Detector("d\n1", new Location("east"), caller: null, connection: null);

        _events.Observe([new RegistryEvent.NotTried(orders, "o-1", "http://127.0.0.1:8080", detector, "not allowed")]);

        Assert.Equal(
            (LogLevel.Warning, "Instance o-1 of default/orders is not probed at 'http://127.0.0.1:8080' by 'd?1' in location east: 'not allowed'. Whether it answers is not known there."),
            _log.Lines.Single());
    }

    [Fact]
    public void A_client_does_not_write_log_lines_of_its_own()
    {
        Refuse("x\n2026-01-01 info: all is well");

        Assert.Equal("Refused 'x?2026-01-01 info: all is well': Invalid, no", _log.Lines.Single().Line);
    }

    private void Refuse(string client) => _events.Observe([new RegistryEvent.Refused(client, Errors.Invalid("no"))]);
}
