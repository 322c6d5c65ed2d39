using Muster.Core.Sessions;

namespace Muster.Core.Tests.Sessions;

public sealed class SessionIds
{
    [Theory]
    [InlineData(0, 0, "0-0")]
    [InlineData(7, 255, "7-ff")]
    [InlineData(ulong.MaxValue, 1, "ffffffffffffffff-1")]
    public void An_id_is_read_as_it_was_written(ulong epoch, ulong number, string text)
    {
        Assert.Equal(text, new SessionId(epoch, number).ToString());
        Assert.Equal(new SessionId(epoch, number), SessionId.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("1-2-3")]
    [InlineData("0x1-2")]
    [InlineData(" 1-2")]
    [InlineData("g-1")]
    [InlineData("10000000000000000-1")]
    public void What_is_no_id_is_none(string text) => Assert.Null(SessionId.Parse(text));

    [Fact]
    public void Later_sessions_are_larger_across_restarts_too() =>
        Assert.Equal(
            [new(1, 1), new(1, 2), new(2, 1)],
            new SessionId[] { new(2, 1), new(1, 2), new(1, 1) }.Order());
}
