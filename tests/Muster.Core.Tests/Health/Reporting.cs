using Muster.Core.Health;
using Muster.Protocol;
using Status = Muster.Protocol.ServiceStatus.Types.Status;

namespace Muster.Core.Tests.Health;

/// <summary>What was seen of calls, from the report to the list, by the whole machine.</summary>
public sealed class Reporting
{
    private readonly TestRegistry _registry = new();
    private readonly Dictionary<string, TestPeer> _providers = [];
    private readonly List<TestPeer> _callers = [];

    [Fact]
    public void An_instance_whose_calls_fail_is_sub_healthy_with_the_figures_that_proved_it()
    {
        Provide("a", "b");

        Live(40, () => _providers["a"].Report(Counts("POST /pay", 40, 28)));

        Assert.Equal("a SubHealthy, b Healthy", States());
        Assert.Matches(@"^POST /pay 70 % of \d+ calls, upper bound 0\.\d\d$", Evidence("a"));
    }

    [Fact]
    public void It_is_healthy_again_when_its_calls_succeed_and_the_damping_lets_it()
    {
        Provide("a", "b");
        Live(40, () => _providers["a"].Report(Counts("POST /pay", 40, 28)));

        Live(90, () => _providers["a"].Report(Counts("POST /pay", 40, 40)));

        Assert.Equal("a Healthy, b Healthy", States());
        Assert.Equal("", Evidence("a"));
    }

    [Fact]
    public void Figures_that_change_cause_no_pushes()
    {
        Provide("a", "b");
        Live(40, () => _providers["a"].Report(Counts("POST /pay", 40, 28)));
        var (before, evidence) = (_registry.View().Revision, Evidence("a"));

        var round = 0;
        Live(300, () => _providers["a"].Report(Counts("POST /pay", 40, (ulong)(20 + (round++ % 12)))));

        Assert.Equal((before, evidence), (_registry.View().Revision, Evidence("a")));
    }

    [Fact]
    public void Errors_of_the_caller_and_calls_given_up_are_no_failures()
    {
        Provide("a");
        Live(120, () => _providers["a"].Report(Counts("POST /pay", 100, 50, cancelled: 50)));
        Assert.Equal("a Healthy", States());
    }

    [Fact]
    public void Fewer_calls_than_twenty_in_a_minute_tell_nothing()
    {
        Provide("a");
        Live(300, () => _providers["a"].Report(Counts("POST /pay", 3, 0)));
        Assert.Equal("a Healthy", States());
    }

    [Fact]
    public void Its_own_word_that_it_is_degraded_counts_at_once_and_holds_thirty_seconds()
    {
        Provide("a", "b");

        _providers["a"].Say(Status.Degraded, "the cache is cold", "a");
        Live(1);
        Assert.Equal("a SubHealthy, b Healthy", States());
        Assert.Equal("degraded by its own word: the cache is cold", Evidence("a"));

        _providers["a"].Say(Status.Serving, "", "a");
        Live(24);
        Assert.Equal("a SubHealthy, b Healthy", States());
        Live(20);
        Assert.Equal("a Healthy, b Healthy", States());
    }

    [Fact]
    public void One_that_changes_its_word_all_the_time_flips_no_faster_than_the_damping_allows()
    {
        Provide("a");
        var flips = 0;
        for (var second = 0; second < 600; second++)
        {
            var before = States();
            _providers["a"].Say(second % 2 == 0 ? Status.Degraded : Status.Serving, "", "a");
            Live(1);
            if (States() != before) flips++;
        }

        Assert.InRange(flips, 2, 12);
    }

    [Fact]
    public void Callers_find_a_provider_that_praises_itself()
    {
        Provide("a", "b");
        Call(6);

        Live(60, () =>
        {
            _providers["a"].Report(Counts("POST /pay", 300, 300));
            foreach (var caller in _callers) caller.ReportMade(Counts("POST /pay", 50, 30, id: "a"), Counts("POST /pay", 50, 50, id: "b"));
        });

        Assert.Equal("a SubHealthy, b Healthy", States());
        Assert.Matches(@"^POST /pay 60 % of \d+ calls by 6 callers, upper bound 0\.6\d$", Evidence("a"));
    }

    [Fact]
    public void A_provider_that_says_it_fails_is_believed_although_its_callers_are_content()
    {
        Provide("a");
        Call(6);
        Live(60, () =>
        {
            _providers["a"].Report(Counts("POST /pay", 300, 180));
            foreach (var caller in _callers) caller.ReportMade(Counts("POST /pay", 50, 50, id: "a"));
        });
        Assert.Equal("a SubHealthy", States());
    }

    [Fact]
    public void One_caller_alone_changes_nothing_whatever_it_claims()
    {
        Provide("a");
        Call(20);
        Live(300, () =>
        {
            foreach (var caller in _callers.Skip(1)) caller.ReportMade(Counts("POST /pay", 25, 25, id: "a"));
            _callers[0].ReportMade(Counts("POST /pay", 1_000_000, 0, id: "a"));
        });
        Assert.Equal("a Healthy", States());
        Assert.DoesNotContain(_registry.Events, one => one is RegistryEvent.ApiTurned);
    }

    [Fact]
    public void Many_sessions_from_one_address_are_one_voice()
    {
        Provide("a");
        for (var process = 0; process < 30; process++) _callers.Add(_registry.Join($"10.0.0.9:{4000 + process}"));
        Live(300, () =>
        {
            foreach (var caller in _callers) caller.ReportMade(Counts("POST /pay", 50, 0, id: "a"));
        });
        Assert.Equal("a Healthy", States());
    }

    [Fact]
    public void Nobody_is_his_own_caller()
    {
        Provide("a", "b");
        Live(60, () =>
        {
            _providers["a"].ReportMade(Counts("POST /pay", 500, 500, id: "a"), Counts("POST /pay", 500, 0, id: "b"));
            _providers["b"].ReportMade(Counts("POST /pay", 500, 0, id: "b"));
        });
        Assert.Equal("a Healthy, b Healthy", States());
    }

    [Theory]
    [InlineData(10, "a Healthy")]
    [InlineData(40, "a SubHealthy")]
    public void A_bad_api_makes_the_instance_sub_healthy_when_it_carries_a_fifth_of_its_calls(int share, string expected)
    {
        Provide("a");
        Live(60, () => _providers["a"].Report(
            Counts("POST /pay", (ulong)share, (ulong)share / 2), Counts("GET /a", 50 - ((ulong)share / 2), 50 - ((ulong)share / 2)), Counts("GET /b", 50 - ((ulong)share / 2), 50 - ((ulong)share / 2))));

        Assert.Equal(expected, States());
        Assert.Equal("POST /pay", _registry.Events.OfType<RegistryEvent.ApiTurned>().Single().Turn.Api);
    }

    [Fact]
    public void A_critical_api_does_so_whatever_it_carries()
    {
        var rules = new HealthRules { Critical = new HashSet<string> { "POST /pay" } };
        var registry = new TestRegistry(health: new([new("default", "ord*", rules)]));
        var provider = registry.Provide("a");
        for (var report = 0; report < 6; report++)
        {
            provider.Report(Counts("POST /pay", 10, 5), Counts("GET /a", 1000, 1000));
            registry.Advance(10);
        }

        Assert.Equal(State.SubHealthy, registry.View().Find("a")!.Value.State);
    }

    [Fact]
    public void One_that_comes_back_as_another_incarnation_starts_afresh()
    {
        Provide("a");
        Live(40, () => _providers["a"].Report(Counts("POST /pay", 40, 0)));
        Assert.Equal("a SubHealthy", States());

        _providers["a"].Register("a", incarnation: 1, address: "http://10.0.0.8:1");   // an update of the same one
        Live(1);
        Assert.Equal("a SubHealthy", States());

        Provide("a");
        Live(20);
        Assert.Equal("a Healthy", States());
        Assert.Equal(0, _registry.Reported);
    }

    [Fact]
    public void What_was_said_of_a_removed_instance_is_forgotten()
    {
        Provide("a", "b");
        Live(20, () => _providers["a"].Report(Counts("POST /pay", 40, 0)));
        Assert.Equal(1, _registry.Reported);

        _providers["a"].Deregister("a");
        Live(11);

        Assert.Equal(0, _registry.Reported);
    }

    [Fact]
    public void One_of_which_nothing_is_heard_any_more_is_forgotten()
    {
        Provide("a");
        Live(40, () => _providers["a"].Report(Counts("POST /pay", 40, 0)));
        Live(400);
        Assert.Equal("a Healthy", States());
        Live(200);
        Assert.Equal(0, _registry.Reported);
    }

    [Fact]
    public void Nobody_reports_in_the_name_of_another()
    {
        Provide("a", "b");
        Live(60, () =>
        {
            _providers["b"].Report(Counts("POST /pay", 400, 0, id: "a"));
            _providers["b"].Say(Status.Degraded, "", "a");
        });
        Assert.Equal("a Healthy, b Healthy", States());
        Assert.Equal(0, _registry.Reported);
    }

    [Fact]
    public void A_line_without_an_id_is_about_all_that_the_session_registered_of_the_service()
    {
        var both = _providers["a"] = _registry.Provide("a");
        both.Register("a2");
        Provide("b");
        Live(40, () => both.Report(Counts("POST /pay", 40, 0, id: "")));
        Assert.Equal("a SubHealthy, a2 SubHealthy, b Healthy", States());
    }

    public static TheoryData<string, CallCounts> Faults => new()
    {
        { "control character", Counts("POST\n/pay", 1, 1) },
        { "1 to 200 characters", Counts("", 1, 1) },
        { "1 to 200 characters", Counts(new string('x', 201), 1, 1) },
        { "no more outcomes than calls", Counts("POST /pay", 10, 11) },
        { "no more outcomes than calls", Counts("POST /pay", 10, 6, cancelled: 5) },
        { "no more outcomes than calls", Counts("POST /pay", 10, 6, cancelled: ulong.MaxValue) },
        { "at most 1000000000", Counts("POST /pay", 1_000_000_001, 1) },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_line_that_breaks_a_rule_is_refused_and_the_others_count(string words, CallCounts line)
    {
        Provide("a");
        _providers["a"].Report(line, Counts("GET /", 50, 50), line);

        var refused = _providers["a"].Read().Single(frame => frame.Refused is not null).Refused;
        Assert.Contains(words, refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(("orders", ErrorCode.Invalid), (refused.Service, refused.Error.Code));
        Assert.Equal(1, _registry.Reported);
    }

    [Fact]
    public void A_report_of_too_many_lines_is_refused()
    {
        Provide("a");
        _providers["a"].Report(Enumerable.Range(0, 1001).Select(i => Counts($"GET /{i}", 1, 1)));
        Assert.Equal(ErrorCode.LimitReached, _providers["a"].Read().Single().Refused.Error.Code);
        Assert.Equal(0, _registry.Reported);
    }

    [Fact]
    public void Counts_of_a_time_long_past_are_let_go()
    {
        Provide("a");
        _providers["a"].Send(new Up { Report = new Report { PeriodMs = 60_001, Answered = { Counts("POST /pay", 100, 0) } } });
        Assert.Equal(0, _registry.Reported);
        Assert.Empty(_providers["a"].Read());
    }

    [Fact]
    public void Beyond_a_hundred_apis_the_rest_counts_together()
    {
        Provide("a");
        Live(40, () => _providers["a"].Report(Enumerable.Range(0, 300).Select(i => Counts($"GET /{i:000}", 100, i < 99 ? 100UL : 50))));
        Assert.Equal("a SubHealthy", States());
        Assert.Equal("*", _registry.Events.OfType<RegistryEvent.ApiTurned>().Single().Turn.Api);
        Assert.StartsWith("* 50 % of ", Evidence("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_silent_and_the_lost_are_listed_with_what_was_seen_of_them()
    {
        Provide("a", "b", "c");
        Live(200);
        _providers["a"].Drop();
        for (var left = 61; left > 0; left--)
        {
            _providers["c"].Beat();
            _registry.Advance(1);
            _providers["c"].Read();
        }

        Assert.Equal("connection lost without goodbye", Evidence("a"));
        Assert.Matches(@"^silent for 3\d s, a ping unanswered$", Evidence("b"));
        Assert.Equal("", Evidence("c"));

        for (var left = 61; left > 0; left--)
        {
            _providers["c"].Beat();
            _registry.Advance(1);
            _providers["c"].Read();
        }

        Assert.Equal("b Dead, c Healthy", States());
        Assert.Matches(@"^silent for 12\d s$", Evidence("b"));
    }

    [Fact]
    public void One_that_is_lost_and_found_is_as_it_was_before()
    {
        Provide("a", "b");
        Live(40, () => _providers["a"].Report(Counts("POST /pay", 40, 28)));
        var evidence = Evidence("a");

        var resume = _providers["a"].Resume;
        _providers["a"].Drop();
        Live(2);
        Assert.Equal("a Suspect, b Healthy", States());
        _providers["a"] = _registry.Join("a", resume: resume);
        Live(1);

        Assert.Equal(("a SubHealthy, b Healthy", evidence), (States(), Evidence("a")));
    }

    private static CallCounts Counts(string api, ulong total, ulong succeeded, ulong cancelled = 0, string id = "") =>
        new() { Service = "orders", Id = id, Api = api, Total = total, Succeeded = succeeded, Cancelled = cancelled };

    private void Provide(params string[] ids)
    {
        foreach (var id in ids) _providers[id] = _registry.Provide(id);
    }

    private void Call(int callers)
    {
        for (var one = 0; one < callers; one++) _callers.Add(_registry.Join($"10.0.0.{one}:4711"));
    }

    /// <summary>Time passes; everybody beats, and every 10 s what is given happens.</summary>
    private void Live(double seconds, Action? every10 = null)
    {
        for (var past = 0.0; past < seconds; past += 1)
        {
            if (past % 10 == 0) every10?.Invoke();
            foreach (var peer in _providers.Values.Concat(_callers))
            {
                if (peer.Connection.Session is null) continue;
                if (past % 10 == 0) peer.Beat();
                peer.Read();
            }

            _registry.Advance(1);
        }
    }

    private string States() => string.Join(", ", _registry.View().Entries.ToArray().Select(entry => $"{entry.Id} {entry.State}"));

    private string Evidence(string id) => _registry.View().Find(id)!.Value.Decode().Evidence;
}
