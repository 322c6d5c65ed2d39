using System.Net;
using System.Net.Sockets;
using System.Text;
using Muster.Protocol;
using Muster.Server.Detectors;
using Outcome = Muster.Protocol.ProbeResult.Types.Outcome;

namespace Muster.Server.Tests.Detectors;

/// <summary>What a target can make of being asked: nothing but an answer.</summary>
public sealed class Asking : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpListener _target = new(IPAddress.Loopback, 0);
    private readonly TcpListener _victim = new(IPAddress.Loopback, 0);

    public Asking()
    {
        _target.Start();
        _victim.Start();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _target.Dispose();
        _victim.Dispose();
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task A_name_of_this_machine_is_looked_at_as_the_address_that_it_stands_for(string host)
    {
        var answer = await AskAsync($"http://{host}:{PortOf(_victim)}", loopback: false);

        Assert.Equal(Outcome.Unspecified, answer.Outcome);
        Assert.False(_victim.Pending());
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_nobody_follows_it_or_shows_a_credential()
    {
        var asking = AskAsync($"http://127.0.0.1:{PortOf(_target)}", loopback: true);
        using var client = await _target.AcceptTcpClientAsync(Cancel);
        var question = await ReadHeadAsync(client.GetStream());
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{PortOf(_victim)}/\r\nContent-Length: 0\r\n\r\n"), Cancel);

        var answer = await asking.WaitAsync(Patience, Cancel);

        Assert.Equal((Outcome.Down, "HTTP /healthz 302"), (answer.Outcome, answer.Evidence));
        Assert.False(_victim.Pending());
        Assert.Equal(["GET /healthz HTTP/1.1", $"Host: 127.0.0.1:{PortOf(_target)}", "User-Agent: muster-detector", "Connection: close", "", ""], question.Split("\r\n"));
    }

    [Fact]
    public async Task Of_an_answer_that_never_ends_no_more_is_read_than_a_status_needs()
    {
        await using var endless = new Endless();

        Assert.Null(await HttpProbe.AskAsync(endless, new("http://10.0.0.7:8080"), "/", Cancel));
        Assert.Equal(4096, endless.Taken);
    }

    private static Task<ProbeResult> AskAsync(string address, bool loopback) => new Prober(new TargetRules(loopback, []), TimeProvider.System).TryAsync(
        new ProbeOrder { Address = address, Probe = new Probe { Kind = Probe.Types.Kind.Http, Path = "/healthz", TimeoutMs = 20_000 } }, Cancel);

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var piece = new byte[1024];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append(Encoding.ASCII.GetString(piece, 0, await stream.ReadAsync(piece, Cancel).AsTask().WaitAsync(Patience, Cancel)));
        return head.ToString();
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Takes what is said, and answers with one line that has no end.</summary>
    private sealed class Endless : MemoryStream
    {
        public int Taken { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            Taken += buffer.Length;
            return new(buffer.Length);
        }
    }
}
