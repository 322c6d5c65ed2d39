using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Muster.Rpc;
using Muster.Server.Hosting;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Hosting;

/// <summary>A connection that says nothing is not kept, and there are never more than the process can open.</summary>
public sealed class SilentConnections
{
    private readonly HandClock _clock = new();
    private readonly Pipe _said = new();
    private string? _served;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r")]
    [InlineData("\0muster/1 lean fram")]
    [InlineData("P?")]
    [InlineData("\0muster/2")]
    [InlineData("neither nor, without an end")]
    public async Task Who_does_not_say_what_it_speaks_is_cut_off(string said)
    {
        var (connection, serving) = Connect(FirstWords.Http2Preface, LeanMark.Call);
        await SayAsync(said);
        _clock.Advance(FirstWords.Patience - TimeSpan.FromTicks(1));
        Assert.False(serving.IsCompleted);

        _clock.Advance(TimeSpan.FromTicks(1));
        await serving.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.Null(_served);
        Assert.True(connection.ConnectionClosed.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nmore")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("neither nor\n")]
    [InlineData("\0muster/1 lean frame\r\n\r\n")]
    public async Task Who_speaks_is_served_with_every_word(string said)
    {
        var (_, serving) = Connect(FirstWords.Http2Preface, LeanMark.Call);

        await SayAsync(said);
        await serving.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.Equal(said, _served);
    }

    [Fact]
    public async Task Who_speaks_in_pieces_is_served_with_every_word()
    {
        var (_, serving) = Connect(FirstWords.Http2Preface);

        await SayAsync("PRI * HTTP");
        await SayAsync("/2.0\r\n\r\nSM\r\n\r\n");
        await serving.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.Equal(Encoding.ASCII.GetString(FirstWords.Http2Preface), _served);
    }

    [Fact]
    public async Task Who_says_much_and_no_line_is_cut_off_at_once()
    {
        var (_, serving) = Connect(FirstWords.Http2Preface, LeanMark.Call);

        await SayAsync(new string('x', 8193));
        await serving.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.Null(_served);
    }

    [Fact]
    public async Task Of_http_1_1_one_byte_is_enough()
    {
        var (_, serving) = Connect();

        await SayAsync("G");
        await serving.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.Equal("G", _served);
    }

    private (DefaultConnectionContext Connection, Task Serving) Connect(params byte[][] awaited)
    {
        var connection = new DefaultConnectionContext { Transport = new Duplex(_said.Reader, new Pipe().Writer) };
        return (connection, new FirstWords(_clock, awaited).ServeAsync(connection, ServeAsync));
    }

    private async Task ServeAsync(ConnectionContext connection) =>
        _served = Encoding.ASCII.GetString((await connection.Transport.Input.ReadAsync(Cancel)).Buffer);

    private async Task SayAsync(string words) => await _said.Writer.WriteAsync(Encoding.ASCII.GetBytes(words), Cancel);

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
