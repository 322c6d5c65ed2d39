using Muster.Server.Api;

namespace Muster.Server.Tests.Api;

public sealed class TimesToLive
{
    [Theory]
    [InlineData("30s", 30)]
    [InlineData("2m", 120)]
    [InlineData("1.5s", 1.5)]
    [InlineData("250ms", 0.25)]
    [InlineData("1h", 3600)]
    public void A_number_and_a_unit_are_read(string text, double seconds) =>
        Assert.Equal((TimeSpan.FromSeconds(seconds), null), TimeToLive.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("0s")]
    [InlineData("1e9s")]
    [InlineData("99999999s")]
    [InlineData("00:00:30")]
    [InlineData("30 s")]
    public void Anything_else_is_no_duration(string text) =>
        Assert.Equal($"ttl '{text}' is no duration. Use a number and a unit, such as 30s or 2m.", TimeToLive.Parse(text).Fault);

    [Theory]
    [InlineData(30_000, "30s")]
    [InlineData(12_500, "12.5s")]
    [InlineData(600_000, "600s")]
    public void What_is_written_can_be_read(double milliseconds, string text)
    {
        Assert.Equal(text, TimeToLive.Write(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), TimeToLive.Parse(text).Value);
    }
}
