using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Muster.Protocol;
using Muster.Server.Detectors;
using Muster.Server.Tests.Rpc;

namespace Muster.Server.Tests.Detectors;

/// <summary>A port of this machine that does with one caller what a test wants, and a detector that may ask it.</summary>
internal sealed class OnePort : IDisposable
{
    private readonly TcpListener _listener;

    public OnePort(IPAddress? address = null)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start();
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Authority => _listener.LocalEndpoint.ToString()!;

    public bool WasCalled => _listener.Pending();

    public static async Task<string> ToldAsync(string address, Probe probe, TimeProvider? time = null, bool loopback = true)
    {
        probe.TimeoutMs = 1_000;
        var prober = new Prober(new TargetRules(loopback, []), time ?? new Testing.Clocks.HandClock());
        var result = await prober.TryAsync(new ProbeOrder { Number = 7, Address = address, Probe = probe }, Cancel);
        Assert.Equal(7u, result.Number);
        return $"{result.Outcome}: {result.Evidence}";
    }

    public async Task<NetworkStream> AcceptAsync() => new(await _listener.AcceptSocketAsync(Cancel), ownsSocket: true);

    /// <summary>Answers one caller, once it has asked.</summary>
    /// <returns>What it asked.</returns>
    public async Task<string> AnswerAsync(string answer, bool tls = false)
    {
        await using var stream = tls ? new SslStream(await AcceptAsync()) : (Stream)await AcceptAsync();
        if (stream is SslStream secure)
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = CallsOverTls.Authority, ApplicationProtocols = [SslApplicationProtocol.Http11] }, Cancel);
        var asked = await ReadAsync(stream);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Cancel);
        return asked;
    }

    public static async Task<string> ReadAsync(Stream stream)
    {
        var (asked, length) = (new byte[4096], 0);
        while (!Encoding.ASCII.GetString(asked, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(asked.AsMemory(length), Cancel) is > 0 and var more) length += more;
        return Encoding.ASCII.GetString(asked, 0, length);
    }

    public void Dispose() => _listener.Dispose();
}
