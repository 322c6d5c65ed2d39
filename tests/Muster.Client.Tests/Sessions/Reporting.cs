using Muster.Client.Outcomes;
using Muster.Client.Registrations;
using Muster.Client.Sessions;
using Muster.Client.Tests.Lists;
using Muster.Protocol;
using Status = Muster.Protocol.ServiceStatus.Types.Status;

namespace Muster.Client.Tests.Sessions;

/// <summary>The registry is told what came of calls, and how instances say they do, no more and no less often than need be.</summary>
public sealed class Reporting
{
    private readonly OutcomeTable _table = new();
    private readonly Conversation _conversation;
    private TimeSpan _now = TimeSpan.FromMinutes(1);

    public Reporting()
    {
        _conversation = new Conversation(new MusterOptions { Registries = { "one:7501" } }, new Random(1), "test/1", _now, _table);
        GoLive();
        _conversation.Subscribe("orders", null, _now);
        _conversation.OnFrame(new Down { Snapshot = Frames.Snapshot(5, Frames.Listed("a"), Frames.Listed("b")) }, _now);
        _conversation.TakeOutputs();
    }

    [Fact]
    public void Counts_are_told_within_ten_seconds_and_then_every_ten_while_there_are_any()
    {
        Call("a", 3);
        var first = Next();
        Assert.InRange(_now, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(70));
        Assert.Equal(("orders", "a", "GET", 3UL, 3UL), Parts(first.Made.Single()));
        Assert.Equal((uint)(_now - TimeSpan.FromMinutes(1)).TotalMilliseconds, first.PeriodMs);

        var told = _now;
        Call("a", 1);
        Assert.Equal((1UL, 10_000U, 10.0), (Next().Made.Single().Total, 10_000U, (_now - told).TotalSeconds));

        Assert.Empty(Through(TimeSpan.FromSeconds(60)));
        Call("b", 2);
        Assert.Equal(2UL, Next().Made.Single().Total);
    }

    [Fact]
    public void More_than_a_thousand_items_go_in_several_frames()
    {
        var listed = Enumerable.Range(0, 25).Select(index => Frames.Listed($"i{index:00}")).ToArray();
        _conversation.OnFrame(new Down { Snapshot = Frames.Snapshot(6, listed) }, _now);
        foreach (var instance in listed)
            for (var api = 0; api < 99; api++)
                _table.Made("orders", instance.Instance.Id).Count($"api{api}", Outcome.Succeeded);

        Assert.Equal([1000, 1000, 475], Through(TimeSpan.FromSeconds(10)).Select(report => report.Made.Count));
    }

    [Fact]
    public void Counts_of_an_outage_of_less_than_a_minute_are_told_together_after_it()
    {
        Call("a", 1);
        _conversation.OnLost("reset", _now);
        _now += TimeSpan.FromSeconds(40);
        Call("a", 2);
        GoLive();

        Assert.Equal(3UL, Next().Made.Single().Total);
    }

    [Fact]
    public void Counts_that_began_more_than_a_minute_ago_are_told_to_nobody()
    {
        Call("a", 1);
        _conversation.OnLost("reset", _now);
        _now += TimeSpan.FromSeconds(51);   // and up to ten more until the next report
        GoLive();
        Call("b", 1);

        var report = Next();
        Assert.Equal("b", report.Made.Single().Id);
        Assert.InRange(report.PeriodMs, 0U, 10_000U);
    }

    [Fact]
    public void What_was_counted_before_this_process_stood_still_for_a_minute_is_told_to_nobody()
    {
        Call("a", 1);
        _conversation.OnTick(_now += TimeSpan.FromSeconds(61));
        Assert.Empty(Reports());

        Call("b", 1);
        Assert.Equal("b", Next().Made.Single().Id);
    }

    [Fact]
    public void An_instance_that_has_left_the_list_is_told_nothing_of()
    {
        Call("a", 1);
        Call("b", 1);
        _conversation.OnFrame(new Down { Delta = Frames.Delta(5, 6, [Frames.Listed("b")], [], ("a", Cause.Deregistered)) }, _now);

        Assert.Equal("b", Next().Made.Single().Id);
    }

    [Fact]
    public void What_was_answered_is_told_of_what_is_registered()
    {
        _table.Answered("shop").Count("GET /", Outcome.Failed);
        _table.Answered("other").Count("GET /", Outcome.Failed);
        Register();

        Assert.Equal(("shop", "", "GET /", 1UL, 0UL), Parts(Next().Answered.Single()));
    }

    [Fact]
    public void A_status_is_told_at_once_when_it_changes_and_a_new_reason_with_the_next_report()
    {
        var intent = Register();
        Assert.Empty(Judged(intent, null));

        Assert.Equal([("p", Status.Degraded, "slow disk")], Judged(intent, "slow disk"));
        Assert.Empty(Judged(intent, "slow disk"));
        Assert.Empty(Judged(intent, "full disk"));
        Assert.Equal("full disk", Next().Statuses.Single().Reason);
        Assert.Equal([("p", Status.Serving, "")], Judged(intent, null));
        Assert.Empty(Through(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void A_status_waits_for_the_registration()
    {
        var intent = _conversation.Want("shop", new Instance { Id = "p" });
        _conversation.TakeOutputs();
        Assert.Empty(Judged(intent, "slow disk"));

        Accept(request: 1);
        Assert.Equal("slow disk", Reports().Single().Statuses.Single().Reason);
    }

    [Theory]
    [InlineData(false, "slow disk", "Degraded")]
    [InlineData(false, null, "")]
    [InlineData(true, "slow disk", "Degraded")]
    [InlineData(true, null, "Serving")]
    public void After_a_loss_what_the_registry_may_not_know_is_told_again(bool resumed, string? degraded, string told)
    {
        var intent = Register();
        Judged(intent, "slow disk");
        Judged(intent, degraded);
        _conversation.OnLost("reset", _now);
        GoLive(resumed);
        if (!resumed) Accept(request: 2);

        Assert.Equal(told, string.Join(' ', Reports().SelectMany(report => report.Statuses).Select(status => status.Status)));
    }

    [Fact]
    public void A_long_reason_is_cut()
    {
        var intent = Register();

        Assert.Equal(Limits.EvidenceText, Judged(intent, new string('r', 1000)).Single().Reason.Length);
    }

    private static (string, string, string, ulong, ulong) Parts(CallCounts line) => (line.Service, line.Id, line.Api, line.Total, line.Succeeded);

    private void GoLive(bool resumed = false)
    {
        if (_now < _conversation.NextDeadline) _now = _conversation.NextDeadline;
        _conversation.OnTick(_now);
        _conversation.OnOpened(_now);
        _conversation.TakeOutputs();
        _conversation.OnFrame(new Down { Welcome = new Welcome { Session = "1-1", HeartbeatMs = 30_000, TimeoutMs = 90_000, Resumed = resumed } }, _now);
    }

    private Intent Register()
    {
        var intent = _conversation.Want("shop", new Instance { Id = "p" });
        Accept(request: 1);
        _conversation.TakeOutputs();
        return intent;
    }

    private void Accept(ulong request) => _conversation.OnFrame(new Down
    {
        Registered = new Registered
        {
            Request = request,
            Results = { new RegistrationResult { Service = "shop", Id = "p", Outcome = RegistrationResult.Types.Outcome.Accepted, Incarnation = 1 } },
        },
    }, _now);

    private List<(string Id, Status Status, string Reason)> Judged(Intent intent, string? degraded)
    {
        _conversation.Judge(intent, degraded);
        return [.. Reports().SelectMany(report => report.Statuses).Select(status => (status.Id, status.Status, status.Reason))];
    }

    private void Call(string id, int times)
    {
        for (var i = 0; i < times; i++) _table.Made("orders", id).Count("GET", Outcome.Succeeded);
    }

    /// <summary>The next report, and the time it comes.</summary>
    private Report Next()
    {
        for (var end = _now + TimeSpan.FromMinutes(1); _now < end;)
            if (Tick() is [var report])
                return report;
        throw new InvalidOperationException("No report came within a minute.");
    }

    private List<Report> Through(TimeSpan duration)
    {
        var reports = new List<Report>();
        for (var end = _now + duration; _conversation.NextDeadline <= end;) reports.AddRange(Tick());
        return reports;
    }

    private List<Report> Tick()
    {
        _conversation.OnTick(_now = _conversation.NextDeadline);
        _conversation.OnFrame(new Down { Ping = new Ping() }, _now);   // the registry lives
        return Reports();
    }

    private List<Report> Reports() =>
        [.. _conversation.TakeOutputs().OfType<ConversationOutput.Send>().Select(send => send.Frame.Report).OfType<Report>()];
}
