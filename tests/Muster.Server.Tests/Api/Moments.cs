using Muster.Server.Api;

namespace Muster.Server.Tests.Api;

public sealed class Moments
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 22, 6, 15, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-22T06:15:00Z")]
    [InlineData("2026-11-22T06:15:00.000Z")]
    [InlineData("2026-11-22T07:15:00+01:00")]
    [InlineData("2026-11-22 06:15:00Z")]
    public void They_are_read_as_they_are_written_and_printed(string text) => Assert.Equal((null, Morning, null), Moment.Parse("--at", text));

    [Fact]
    public void What_a_table_shows_is_local_time() =>
        Assert.Equal(Morning, Moment.Parse("--at", Morning.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)).At);

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-11-22")]
    [InlineData("-5m")]
    public void What_is_none_is_called_so(string text) =>
        Assert.Equal($"--at '{text}' is no moment. Say how long ago, such as 10m, or when, such as 2026-11-22T06:15:00Z.", Moment.Parse("--at", text).Fault);
}
