using Muster.Cli.Demo;

namespace Muster.Cli.Tests.Demo;

public sealed class Judging_the_demo
{
    private const long Second = 1_000_000;

    [Fact]
    public void What_was_promised_and_seen_is_kept() =>
        Assert.All(DemoJudge.Judge(Facts(), [Early(), Late()]), verdict => Assert.True(verdict.Kept, verdict.ToString()));

    [Theory]
    [InlineData("consumer-1", """{"kind":"list","at":70000000,"source":"registry","count":0,"epoch":2,"digest":"0","changes":[]}""", "no consumer saw an empty list", "shortest of 6 lists: 0")]
    [InlineData("consumer-1", """{"kind":"call","at":31000000,"attempts":3,"took":900}""", "calls go on without registry", "2 ok, 1 failed")]
    [InlineData("consumer-1", """{"kind":"call","at":71000000,"attempts":3,"took":900}""", "every call is answered", "6 ok, 1 failed, 2 retried")]
    [InlineData("consumer-1", """{"kind":"call","at":3000000,"instance":"stopped","attempts":1,"took":900}""", "calls stay in a sound zone", "1 of 2 did")]
    [InlineData("consumer-3", """{"kind":"call","at":39000000,"attempts":2,"took":900}""", "starts without registry", "1 ok, 1 failed, first 1.50 s")]
    [InlineData("consumer-3", """{"kind":"list","at":71000000,"source":"registry","count":1,"epoch":2,"digest":"0","changes":[{"change":"removed","id":"living","why":"expired"}]}""", "living provider never hidden", "hidden 1 time")]
    public void One_line_in_one_log_breaks_the_promise(string consumer, string line, string promise, string measured)
    {
        var logs = (ConsumerLog[])[Early(), Late()];
        logs.Single(log => log.Name == consumer).Add(line);

        var verdict = DemoJudge.Judge(Facts(), logs).First(verdict => !verdict.Kept);

        Assert.Equal((promise, measured), (verdict.Promise, verdict.Measured));
    }

    [Fact]
    public void What_was_never_seen_or_came_too_late_is_broken()
    {
        var facts = Facts();
        facts.KilledAt = 8 * Second;
        facts.StoppedAt = 25 * Second;
        facts.AgreedAt = null;

        var broken = DemoJudge.Judge(facts, [Early(), Late()]).Where(verdict => !verdict.Kept);

        Assert.Equal(
            [("killed provider suspect < 2 s", "2.70 s"), ("polite stop known < 1 s", "never"), ("digests agree again < 30 s", "never")],
            broken.Select(verdict => (verdict.Promise, verdict.Measured)));
    }

    [Fact]
    public void Who_answers_is_counted_over_a_window()
    {
        var who = WhoAnswers.Between(10 * Second, 12 * Second, Facts().Instances, [Log("consumer-1",
            """{"kind":"list","at":1000000,"source":"registry","count":2,"epoch":1,"digest":"a","changes":[{"change":"added","id":"living","why":"healthy"},{"change":"added","id":"killed","why":"healthy"}]}""",
            """{"kind":"list","at":9000000,"source":"registry","count":2,"epoch":1,"digest":"b","changes":[{"change":"changed","id":"killed","why":"suspect"}]}""",
            """{"kind":"call","at":9900000,"instance":"killed","attempts":1,"took":900}""",
            """{"kind":"call","at":10000000,"instance":"living","attempts":1,"took":900}""",
            """{"kind":"call","at":11000000,"attempts":3,"took":900}""",
            """{"kind":"call","at":11900000,"instance":"living","attempts":1,"took":900}""",
            """{"kind":"call","at":12000000,"instance":"living","attempts":1,"took":900}""")]);

        Assert.Equal(["healthy", "suspect", ""], who.States);
        Assert.Equal([1, 0, 0], who.Consumers.Single().PerSecond);
    }

    [Fact]
    public void A_consumer_that_had_to_ask_the_registry_did_not_start_without_it()
    {
        var late = Log("consumer-3", """{"kind":"list","at":39000000,"source":"registry","count":2,"epoch":2,"digest":"0","changes":[]}""");

        Assert.Contains(DemoJudge.Judge(Facts(), [Early(), late]), verdict => verdict is { Guarantee: "Starts", Kept: false, Measured: "no snapshot" });
    }

    [Theory]
    [InlineData("15s", 15)]
    [InlineData("60", 60)]
    [InlineData("2m", 120)]
    public void A_length_is_seconds_or_minutes(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DemoCommand.LengthOf(text));

    private static DemoFacts Facts() => new()
    {
        Instances = [new("living", "east"), new("killed", "east"), new("stopped", "west")],
        AllUpAt = 1_500_000,
        Living = "living",
        Killed = "killed",
        Stopped = "stopped",
        LateConsumer = "consumer-3",
        KilledAt = 10 * Second,
        StoppedAt = 20 * Second,
        RegistryKilledAt = 30 * Second,
        LateStartedAt = 35 * Second,
        RegistryRestartedAt = 40 * Second,
        AgreedAt = 43 * Second,
    };

    private static ConsumerLog Early() => Log("consumer-1",
        """{"kind":"list","at":1000000,"source":"registry","count":3,"epoch":1,"digest":"a","changes":[{"change":"added","id":"living","why":"healthy"}]}""",
        """{"kind":"list","at":10700000,"source":"registry","count":3,"epoch":1,"digest":"b","changes":[{"change":"changed","id":"killed","why":"suspect"}]}""",
        """{"kind":"list","at":20040000,"source":"registry","count":2,"epoch":1,"digest":"c","changes":[{"change":"removed","id":"stopped","why":"deregistered"}]}""",
        """{"kind":"call","at":2000000,"instance":"living","attempts":1,"took":900}""",
        """{"kind":"call","at":10100000,"instance":"living","attempts":2,"took":1900}""",
        """{"kind":"call","at":32000000,"instance":"living","attempts":1,"took":900}""",
        """{"kind":"call","at":33000000,"instance":"living","attempts":1,"took":900}""");

    private static ConsumerLog Late() => Log("consumer-3",
        """{"kind":"list","at":36000000,"source":"snapshot","count":2,"epoch":1,"digest":"c","changes":[]}""",
        """{"kind":"list","at":43000000,"source":"registry","count":2,"epoch":2,"digest":"c","changes":[]}""",
        """{"kind":"call","at":36500000,"instance":"living","attempts":1,"took":900}""",
        """{"kind":"call","at":50000000,"instance":"living","attempts":1,"took":900}""");

    private static ConsumerLog Log(string name, params IReadOnlyList<string> lines)
    {
        var log = new ConsumerLog(name, "east", "/nowhere");
        foreach (var line in lines) log.Add(line);
        return log;
    }
}
