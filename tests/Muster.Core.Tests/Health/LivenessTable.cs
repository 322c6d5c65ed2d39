using Muster.Core.Health;

namespace Muster.Core.Tests.Health;

/// <summary>Every verdict on one session, by its signs. Seconds are counted from the last sign of life.</summary>
public sealed class LivenessTable
{
    private static readonly Lease Usual = Lease.OfTimeout(TimeSpan.FromSeconds(90));
    private static readonly TimeSpan Epoch = TimeSpan.FromHours(3);

    /// <summary>Silence, since the beat, since the loss, since the ping (all in seconds; null: never) → vital, ping, give up.</summary>
    public static TheoryData<double, double, double?, double?, bool, string> Verdicts => new()
    {
        // Connected and speaking.
        { 0, 0, null, null, true, "Up" },
        { 9.9, 9.9, null, null, true, "Up" },
        { 10, 10, null, null, true, "Up ping" },
        { 10, 10, null, 12, true, "Up ping" },
        { 20, 20, null, 10, true, "Up" },
        { 29.9, 29.9, null, 19.9, true, "Up" },

        // Asked, and silent: the connection is given up, although its socket is open.
        { 30, 30, null, 20, true, "Suspect give-up" },
        { 30, 30, null, null, true, "Up ping" },

        // Speaking, but without a heartbeat: two missed, each up to 10 % late.
        { 1, 65.9, null, null, true, "Up" },
        { 1, 66, null, null, true, "Suspect" },
        { 12, 70, null, null, true, "Suspect ping" },

        // The connection is lost: half a second to take it up again.
        { 5, 5, 0.49, null, false, "Up" },
        { 5, 5, 0.5, null, false, "Suspect" },
        { 100, 100, 95, null, false, "Suspect" },

        // The session is over after timeout and one heartbeat.
        { 119.9, 119.9, 110, null, false, "Suspect" },
        { 120, 120, 110, null, false, "Dead" },
        { 120, 120, null, null, false, "Dead" },

        // Unless it is connected and was never asked: it has the last word.
        { 120, 120, null, null, true, "Suspect ping" },
        { 120, 120, null, 0.9, true, "Suspect" },
        { 121, 121, null, 1, true, "Dead give-up" },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void A_session_is_judged_by_its_signs(double silence, double sinceBeat, double? sinceLoss, double? sincePing, bool connected, string expected)
    {
        var now = Epoch + TimeSpan.FromHours(1);
        var signs = new Signs(Ago(silence)!.Value, Ago(sinceBeat)!.Value, Ago(sinceLoss), Ago(sincePing), connected, Restored: false);

        Assert.Equal(expected, Words(Liveness.Judge(signs, Usual, now, judgeFrom: Epoch)));

        TimeSpan? Ago(double? seconds) => seconds is { } some ? now - TimeSpan.FromSeconds(some) : null;
    }

    [Fact]
    public void Nobody_is_dead_before_judging_begins()
    {
        var signs = new Signs(Epoch, Epoch, Epoch, null, Connected: false, Restored: false);
        var judgeFrom = Epoch + TimeSpan.FromHours(1);

        Assert.Equal("Suspect", Words(Liveness.Judge(signs, Usual, judgeFrom - TimeSpan.FromTicks(1), judgeFrom)));
        Assert.Equal("Dead", Words(Liveness.Judge(signs, Usual, judgeFrom, judgeFrom)));
    }

    [Fact]
    public void The_restored_are_not_judged_at_all_before_judging_begins()
    {
        var signs = new Signs(Epoch, Epoch, null, null, Connected: false, Restored: true);
        var judgeFrom = Epoch + Usual.Timeout + TimeSpan.FromSeconds(15);

        var before = Liveness.Judge(signs, Usual, judgeFrom - TimeSpan.FromTicks(1), judgeFrom);
        Assert.Equal("Up", Words(before));
        Assert.Equal(judgeFrom, before.LookAgain);
        Assert.Equal("Suspect", Words(Liveness.Judge(signs, Usual, judgeFrom, judgeFrom)));
        Assert.Equal("Dead", Words(Liveness.Judge(signs, Usual, Epoch + Usual.Expiry, judgeFrom)));
    }

    [Fact]
    public void The_restored_with_a_long_time_to_live_have_that_time()
    {
        var lease = Lease.OfTimeout(TimeSpan.FromMinutes(10));
        var signs = new Signs(Epoch, Epoch, null, null, Connected: false, Restored: true);
        var judgeFrom = Epoch + TimeSpan.FromSeconds(105);

        Assert.Equal("Up", Words(Liveness.Judge(signs, lease, judgeFrom, judgeFrom)));
        Assert.Equal("Suspect", Words(Liveness.Judge(signs, lease, Epoch + lease.BeatsMissed, judgeFrom)));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 10)]
    [InlineData(90, 90)]
    [InlineData(600, 600)]
    [InlineData(86_400, 600)]
    [InlineData(-1, 10)]
    public void A_timeout_is_clamped_and_holds_three_heartbeats(double asked, double seconds)
    {
        var lease = Lease.OfTimeout(TimeSpan.FromSeconds(asked));

        Assert.Equal(TimeSpan.FromSeconds(seconds), lease.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(seconds) / 3, lease.Heartbeat);
    }

    /// <summary>Whoever is looked at only when the last verdict asked for it is found in time: the bounds of Death-Bound.</summary>
    [Theory]
    [InlineData(true, 30)]
    [InlineData(false, 0.5)]
    public void Looking_only_when_asked_to_misses_nothing(bool hangs, double suspectWithin)
    {
        var random = new Random(4711);
        for (var trial = 0; trial < 2000; trial++)
        {
            var now = Epoch;
            var lastWord = Epoch + (TimeSpan.FromSeconds(200) * random.NextDouble());
            var signs = new Signs(now, now, null, null, Connected: true, Restored: false);
            var (end, suspectAt, deadAt) = (lastWord + TimeSpan.FromSeconds(300), TimeSpan.MaxValue, TimeSpan.MaxValue);
            var (look, speak) = (now, now);

            while (deadAt == TimeSpan.MaxValue && now < end)
            {
                now = look < speak ? look : speak;
                if (speak <= look)
                {
                    if (speak < lastWord) signs = signs with { HeardAt = now, BeatAt = now };
                    else if (!hangs && signs.Connected) (signs, look) = (signs with { HeardAt = lastWord, LostAt = lastWord, Connected = false }, now);
                    else if (hangs && signs.HeardAt < lastWord) signs = signs with { HeardAt = lastWord };
                    speak = speak < lastWord ? Sooner(now + TimeSpan.FromSeconds(30 * (0.9 + (0.2 * random.NextDouble()))), lastWord) : TimeSpan.MaxValue;
                    continue;
                }

                var verdict = Liveness.Judge(signs, Usual, now, judgeFrom: Epoch);
                Assert.True(verdict.LookAgain > now, $"looks again at {verdict.LookAgain}, now is {now}: {signs}");
                if (verdict.Ping) signs = now < lastWord ? signs with { HeardAt = now + TimeSpan.FromTicks(1), PingedAt = now } : signs with { PingedAt = now };
                if (verdict.GiveUpConnection) signs = signs with { Connected = false, LostAt = now - Lease.LostGrace };
                if (verdict.Vital is Vital.Suspect && suspectAt == TimeSpan.MaxValue) suspectAt = now;
                if (verdict.Vital is Vital.Dead) deadAt = now;
                look = verdict.LookAgain;
            }

            Assert.InRange(suspectAt - lastWord, TimeSpan.Zero, TimeSpan.FromSeconds(suspectWithin) + TimeSpan.FromMilliseconds(1));
            Assert.InRange(deadAt - lastWord, Usual.Timeout, Usual.Timeout + TimeSpan.FromSeconds(30) + TimeSpan.FromMilliseconds(1));
        }

        static TimeSpan Sooner(TimeSpan one, TimeSpan other) => one < other ? one : other;
    }

    private static string Words(Verdict verdict) =>
        $"{verdict.Vital}{(verdict.Ping ? " ping" : "")}{(verdict.GiveUpConnection ? " give-up" : "")}";
}
