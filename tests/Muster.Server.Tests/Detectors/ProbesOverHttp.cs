using System.Net;
using System.Net.Sockets;
using System.Text;
using Muster.Protocol;
using Muster.Testing.Clocks;
using static Muster.Server.Tests.Detectors.OnePort;

namespace Muster.Server.Tests.Detectors;

/// <summary>What a detector says of the answer to a GET.</summary>
public sealed class ProbesOverHttp : IDisposable
{
    private readonly OnePort _port = new();

    private static Probe Http => new() { Kind = Probe.Types.Kind.Http, Path = "/healthz" };

    public void Dispose() => _port.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "Up: HTTP /healthz 200")]
    [InlineData("HTTP/1.0 204\r\n\r\n", "Up: HTTP /healthz 204")]
    [InlineData("HTTP/1.1 299 Odd\n", "Up: HTTP /healthz 299")]
    [InlineData("HTTP/1.1 300 Many\r\n\r\n", "Down: HTTP /healthz 300")]
    [InlineData("HTTP/1.1 199 Odd\r\n\r\n", "Down: HTTP /healthz 199")]
    [InlineData("HTTP/1.1 503 No\r\n\r\n", "Down: HTTP /healthz 503")]
    [InlineData("HTTP/1.1 2oo OK\r\n\r\n", "Down: HTTP /healthz no HTTP")]
    [InlineData("SSH-2.0-server\r\n", "Down: HTTP /healthz no HTTP")]
    [InlineData("", "Down: HTTP /healthz no HTTP")]
    public async Task Only_success_is_up(string answer, string expected)
    {
        var asked = _port.AnswerAsync(answer);

        Assert.Equal(expected, await ToldAsync($"http://{_port.Authority}", Http));
        Assert.Equal($"GET /healthz HTTP/1.1\r\nHost: {_port.Authority}\r\nUser-Agent: muster-detector\r\nConnection: close\r\n\r\n", await asked);
    }

    [Fact]
    public async Task It_is_asked_over_TLS_where_its_address_says_so_whatever_its_certificate()
    {
        var asked = _port.AnswerAsync("HTTP/1.1 200 OK\r\n\r\n", tls: true);

        Assert.Equal("Up: HTTP /healthz 200", await ToldAsync($"https://{_port.Authority}", Http));
        Assert.StartsWith("GET /healthz HTTP/1.1\r\n", await asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_speaks_no_TLS_where_its_address_says_so_is_down()
    {
        var told = ToldAsync($"https://{_port.Authority}", Http);
        await using var line = await _port.AcceptAsync();
        await line.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Cancel);

        Assert.Equal("Down: HTTP /healthz no TLS", await told);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "Up: HTTP /healthz 200")]
    [InlineData("", "Down: HTTP /healthz no HTTP")]
    public async Task An_answer_without_end_is_cut_off(string beginning, string expected)
    {
        var serving = ServeAsync();

        Assert.Equal(expected, await ToldAsync($"http://{_port.Authority}", Http));
        await serving;

        async Task ServeAsync()
        {
            await using var line = await _port.AcceptAsync();
            await ReadAsync(line);
            await line.WriteAsync(Encoding.ASCII.GetBytes(beginning), Cancel);
            var more = Encoding.ASCII.GetBytes(new string('x', 4096));
            await Assert.ThrowsAsync<IOException>(async () =>
            {
                while (true) await line.WriteAsync(more, Cancel);
            });
        }
    }

    [Fact]
    public async Task One_that_takes_longer_than_its_time_is_silent()
    {
        var clock = new HandClock();
        var told = ToldAsync($"http://{_port.Authority}", Http, clock);
        await using var line = await _port.AcceptAsync();
        await ReadAsync(line);
        await line.WriteAsync("HTTP/1.1 2"u8.ToArray(), Cancel);

        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Silent: HTTP /healthz no answer in 1 s", await told);
    }

    [Fact]
    public async Task An_IPv6_address_stands_in_brackets()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var port = new OnePort(IPAddress.IPv6Loopback);
        var asked = port.AnswerAsync("HTTP/1.1 200 OK\r\n\r\n");

        Assert.Equal("Up: HTTP /healthz 200", await ToldAsync($"http://{port.Authority}", Http));
        Assert.Contains($"\r\nHost: {port.Authority}\r\n", await asked, StringComparison.Ordinal);
    }
}
