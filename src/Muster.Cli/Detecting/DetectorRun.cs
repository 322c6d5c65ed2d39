using System.Threading.Channels;
using Google.Protobuf;
using Muster.Cli.CommandLine;
using Muster.Client.Credentials;
using Muster.Client.Sessions;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Detectors;

namespace Muster.Cli.Detecting;

/// <summary>One detector's life: a conversation that takes orders and tells results, begun again whenever it breaks.</summary>
/// <remarks>
/// <code>
///   registry ─▶ reader ─▶ crew ─▶ results ─▶ writer ─▶ registry
/// </code>
/// Results of a connection that is gone are let go: the registry asks anew. A certificate that a registry gave is renewed meanwhile.
/// </remarks>
internal sealed class DetectorRun(RegistryTarget target, string location, Surroundings here)
{
    /// <summary>A living registry is never silent for longer.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(35);

    private readonly Channel<Up> _outgoing = Channel.CreateBounded<Up>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Backoff _backoff = new(new Random(Environment.ProcessId));
    private readonly OwnToken _token = new(target.TokenFile is null ? target.Token : "", target.TokenFile ?? "", new ClientNotes(here));
    private readonly OwnCertificate? _own = target.OwnOf(new ClientNotes(here));
    private string _told = "";

    public async Task<int> RunAsync(ProbeCrew crew, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var (renewing, working) = (RenewAsync(over.Token), crew.RunAsync(TellAsync, over.Token));
        try
        {
            while (true)
            {
                await ConverseAsync(crew, stopping);
                await Task.Delay(_backoff.Next(), here.Time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        finally
        {
            await over.CancelAsync();
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await renewing;
        }
    }

    /// <summary>As the SDK does for every process that stays.</summary>
    private Task RenewAsync(CancellationToken over)
    {
        if (_own is null) return Task.CompletedTask;
        var registry = new RenewalCall([target.DialAddress], new RpcChannelOptions { Tls = target.TlsOf(_own) });
        return new CertificateRenewal(_own, registry.AskAsync, new Random().NextDouble(), here.Time, new ClientNotes(here)).RunAsync(over);
    }

    private ValueTask TellAsync(ProbeResult result)
    {
        _outgoing.Writer.TryWrite(new Up { ProbeResults = new ProbeResults { Results = { result } } });
        return ValueTask.CompletedTask;
    }

    /// <exception cref="CommandFailure">The registry will never have it.</exception>
    private async Task ConverseAsync(ProbeCrew crew, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            using var patience = new CancellationTokenSource(Silence, here.Time);
            using var dialing = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
            await using var carrier = await new CarrierDialer(new RpcChannelOptions { Tls = target.TlsOf(_own) }).DialAsync(target.DialAddress, dialing.Token);
            while (_outgoing.Reader.TryRead(out _)) continue;   // of a connection that is gone
            await SendAsync(carrier, new Up { Hello = HelloOf() }, stopping);
            await SendAsync(carrier, new Up { Detect = new Detect { Location = location } }, stopping);

            var writing = WriteAsync(carrier, over.Token);
            try
            {
                while (await ReceiveAsync(carrier, stopping) is { } frame) Take(frame, crew);
            }
            finally
            {
                await over.CancelAsync();
                await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            Tell("The registry closed the connection.");
        }
        catch (Exception lost) when (lost is CarrierLostException or InvalidProtocolBufferException || (lost is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            Tell($"No registry at {target.Address}: {lost.Message.TrimEnd('.')}. It is dialled again.");
        }
    }

    private void Take(Down frame, ProbeCrew crew)
    {
        switch (frame.FrameCase)
        {
            case Down.FrameOneofCase.Welcome:
                _backoff.Succeeded();
                Tell($"Looking from {location} for the registry at {target.Address}.");
                break;
            case Down.FrameOneofCase.ProbeOrders:
                foreach (var order in frame.ProbeOrders.Orders) crew.Take(order);
                break;
            case Down.FrameOneofCase.Ping:
                _outgoing.Writer.TryWrite(new Up { Pong = new Pong() });
                break;
            case Down.FrameOneofCase.Refused when frame.Refused.Error is { Code: ErrorCode.Unauthenticated or ErrorCode.Forbidden or ErrorCode.Invalid } error:
                throw new CommandFailure(error.Code is ErrorCode.Invalid ? ExitCode.Usage : ExitCode.Refused, error.Message);
            case Down.FrameOneofCase.Refused:
                Tell(frame.Refused.Error.Message);
                break;
        }
    }

    private async Task WriteAsync(ICarrier carrier, CancellationToken cancel)
    {
        await foreach (var frame in _outgoing.Reader.ReadAllAsync(cancel)) await SendAsync(carrier, frame, cancel);
    }

    private async Task<Down?> ReceiveAsync(ICarrier carrier, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Silence, here.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        return await carrier.ReceiveAsync(limit.Token) is { } message ? Down.Parser.ParseFrom(message.Span) : null;
    }

    private static ValueTask SendAsync(ICarrier carrier, Up frame, CancellationToken cancel) => carrier.SendAsync(frame.ToByteArray(), cancel);

    private Hello HelloOf() => new()
    {
        Protocol = 1, Namespace = target.Namespace, Token = _token.Current(), Zone = location,
        Client = $"{Environment.MachineName}/muster detector/{Environment.ProcessId}", Sdk = "muster/detector",
    };

    /// <summary>Each news once, however often it comes in a row.</summary>
    private void Tell(string news)
    {
        if (news != _told) here.Note(news);
        _told = news;
    }
}
