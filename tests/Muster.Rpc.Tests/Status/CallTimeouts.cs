namespace Muster.Rpc.Tests.Status;

public sealed class CallTimeouts
{
    [Theory]
    [InlineData(1, "1u")]                       // 100 ns
    [InlineData(11, "2u")]
    [InlineData(10_000_000, "1000000u")]
    [InlineData(999_999_990, "99999999u")]
    [InlineData(1_000_000_000, "100000m")]
    [InlineData(1_000_000_001, "100001m")]
    [InlineData(0, "1u")]
    [InlineData(-5, "1u")]
    [InlineData(long.MaxValue, "99999999H")]
    public void A_time_travels_in_its_finest_unit_rounded_up(long ticks, string wire) =>
        Assert.Equal(wire, CallTimeout.Encode(TimeSpan.FromTicks(ticks)));

    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("3S", 30_000_000)]
    [InlineData("4m", 40_000)]
    [InlineData("5u", 50)]
    [InlineData("6n", 1)]
    [InlineData("600n", 6)]
    [InlineData("0m", 0)]
    [InlineData("99999999H", 3_599_999_964_000_000_000)]
    public void Every_unit_is_read(string wire, long ticks)
    {
        Assert.True(CallTimeout.TryParse(wire, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("m")]
    [InlineData("1x")]
    [InlineData("-1m")]
    [InlineData("+1m")]
    [InlineData(" 1m")]
    [InlineData("1.5S")]
    [InlineData("123456789m")]
    public void What_breaks_the_rule_is_refused(string wire) => Assert.False(CallTimeout.TryParse(wire, out _));

    [Fact]
    public void No_time_comes_back_shorter()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var sent = TimeSpan.FromTicks(new Random(seed).NextInt64(1, 1L << new Random(-seed).Next(2, 60)));

            Assert.True(CallTimeout.TryParse(CallTimeout.Encode(sent), out var read));
            Assert.True(read >= sent && read - sent < TimeSpan.FromTicks((sent.Ticks / 1000) + 10), $"seed {seed}: {sent} came back as {read}");
        }
    }
}
