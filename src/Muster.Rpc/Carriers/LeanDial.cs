using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Muster.Rpc;

/// <summary>Opens connections and asks whether the registry speaks lean frames on them.</summary>
internal sealed class LeanDial(RpcChannelOptions options)
{
    /// <summary>Time for a connection to come about.</summary>
    public static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);

    /// <summary>Time for the handshakes on it. A proxy that waits for words it knows says nothing, and gRPC needs time too.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    private static readonly List<SslApplicationProtocol> Protocols = [new(LeanMark.Alpn), SslApplicationProtocol.Http2];

    /// <summary>Null when somebody is there who does not answer the mark.</summary>
    /// <exception cref="CarrierLostException">Nobody is there.</exception>
    public async ValueTask<ICarrier?> TryAsync(string address, CancellationToken cancel)
    {
        var uri = RpcAddress.Parse(address, options.Tls is not null);
        Stream connection = new NetworkStream(await ConnectAsync(uri, address, cancel).ConfigureAwait(false), ownsSocket: true);
        ICarrier? carrier = null;
        using var patience = new CancellationTokenSource(AnswerWithin, options.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            if (uri.Scheme == Uri.UriSchemeHttps)
            {
                var tls = new SslStream(connection);
                connection = tls;
                var how = options.Tls?.ToSslOptions() ?? new();
                (how.TargetHost, how.ApplicationProtocols) = (uri.IdnHost, Protocols);
                await tls.AuthenticateAsClientAsync(how, over.Token).ConfigureAwait(false);
                if (tls.NegotiatedApplicationProtocol != Protocols[0])
                    return null;
            }

            await connection.WriteAsync(LeanMark.Call, over.Token).ConfigureAwait(false);
            var input = PipeReader.Create(connection, new(leaveOpen: true, useZeroByteReads: true));
            if (await IsAnsweredAsync(input, over.Token).ConfigureAwait(false))
                carrier = new LeanCarrier(connection, input, address, options);
            return carrier;
        }
        catch (Exception other) when (other is IOException or AuthenticationException
            || (other is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
        finally
        {
            if (carrier is null)
                await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<Socket> ConnectAsync(Uri uri, string address, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var patience = new CancellationTokenSource(ConnectWithin, options.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            await socket.ConnectAsync(uri.IdnHost, uri.Port, over.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (failure is SocketException)
                throw new CarrierLostException($"The registry at {address} cannot be reached: {failure.Message}", failure);
            if (failure is OperationCanceledException && !cancel.IsCancellationRequested)
                throw new CarrierLostException($"The registry at {address} cannot be reached: no connection within {ConnectWithin.TotalSeconds:0} s.", failure);
            throw;
        }
    }

    private static async Task<bool> IsAnsweredAsync(PipeReader input, CancellationToken cancel)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancel).ConfigureAwait(false);
            var answered = LeanMark.IsAt(read.Buffer, LeanMark.Answer);
            if (answered is true)
                input.AdvanceTo(read.Buffer.GetPosition(LeanMark.Answer.Length));
            else
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);

            if (answered is not null || read.IsCompleted)
                return answered is true;
        }
    }
}
