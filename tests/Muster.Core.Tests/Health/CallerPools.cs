using Muster.Core.Health;

namespace Muster.Core.Tests.Health;

/// <summary>No caller alone decides what is thought of a callee.</summary>
public sealed class CallerPools
{
    [Fact]
    public void A_single_voice_is_no_evidence() => Assert.Equal(default, CallerPool.Of([new(1_000, 900), default, default]));

    [Fact]
    public void Two_voices_must_agree()
    {
        Assert.InRange(CallerPool.Of([new(100, 40), new(100, 0)]).Ratio, 1, 1);
        Assert.InRange(CallerPool.Of([new(100, 40), new(100, 30)]).Ratio, 0.70, 0.70);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(1_500)]
    [InlineData(1_000_000_000)]
    public void One_who_says_that_all_failed_changes_nothing(double claimed)
    {
        var voices = Enumerable.Repeat(new Calls(15, 0), 19).Append(new Calls(claimed, claimed)).ToArray();
        Assert.Equal(1, CallerPool.Of(voices).Ratio);
    }

    [Theory]
    [InlineData(1_500)]
    [InlineData(1_000_000_000)]
    public void One_who_praises_it_does_not_outvote_the_others(double claimed)
    {
        var voices = Enumerable.Repeat(new Calls(150, 60), 19).Append(new Calls(claimed, 0)).ToArray();
        Assert.InRange(CallerPool.Of(voices).Ratio, 0.60, 0.75);
    }

    [Fact]
    public void No_voice_has_more_than_a_third_before_the_worst_is_left_out()
    {
        var random = new Random(5);
        for (var trial = 0; trial < 2_000; trial++)
        {
            var count = random.Next(3, 20);
            var honest = Enumerable.Range(0, count).Select(_ => new Calls(random.Next(10, 100), 0)).ToArray();
            var loud = new Calls(Math.Pow(10, random.Next(1, 10)), 0);
            Calls[] voices = [.. honest, loud];
            var others = honest.Sum(voice => voice.Trials);

            CallerPool.Of(voices);

            Assert.InRange(voices[^1].Trials, 0, (others / 2) + 1e-6);
        }
    }

    [Fact]
    public void The_order_of_the_voices_decides_nothing()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 2_000; trial++)
        {
            var voices = Enumerable.Range(0, random.Next(2, 20)).Select(_ => new Calls(random.Next(0, 40), 0)).Select(one => one with { Failed = random.Next(0, 1 + ((int)one.Trials / 4)) }).ToArray();
            Calls[] shuffled = [.. voices];
            random.Shuffle(shuffled);

            Assert.Equal(CallerPool.Of(voices), CallerPool.Of(shuffled));
        }
    }

    [Fact]
    public void Whatever_one_voice_says_the_pool_lies_within_what_the_others_say()
    {
        var random = new Random(6);
        for (var trial = 0; trial < 2_000; trial++)
        {
            var honest = Enumerable.Range(0, random.Next(2, 20)).Select(_ => new Calls(100, random.Next(0, 40))).ToArray();
            var liar = new Calls(random.Next(1, 1_000_000), 0);
            liar = liar with { Failed = liar.Trials };

            var worst = honest.Min(voice => voice.Ratio);
            Assert.InRange(CallerPool.Of([.. honest, liar]).Ratio, worst - 1e-9, 1);
        }
    }
}
