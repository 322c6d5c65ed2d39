using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Muster.Core.Access;
using Muster.Rpc;
using Muster.Server.Access;

namespace Muster.Server.Rpc;

/// <summary>Takes the connections that begin with the lean mark; the web server gets the others.</summary>
/// <param name="converse">Holds a conversation with a client at an address, who showed a certificate or none, until its end, and disposes the carrier.</param>
/// <param name="time">The clock of the farewell.</param>
internal sealed class LeanPort(Func<ICarrier, EndPoint?, ShownCertificate?, Task> converse, TimeProvider time)
{
    /// <summary>Called once the first bytes are there.</summary>
    public Task ServeAsync(ConnectionContext connection, ConnectionDelegate next) =>
        TryTakeMark(connection.Transport.Input) ? ServeAsync(connection) : next(connection);

    /// <summary>False when the client does not begin with the mark.</summary>
    public static bool TryTakeMark(PipeReader input)
    {
        if (!input.TryRead(out var read)) return false;

        var marked = LeanMark.IsAt(read.Buffer, LeanMark.Call) is true;
        input.AdvanceTo(marked ? read.Buffer.GetPosition(LeanMark.Call.Length) : read.Buffer.Start);
        return marked;
    }

    /// <summary>Once the mark was taken. False when the client has not taken the end: the connection must be cut.</summary>
    public async Task<bool> ConverseAsync(IDuplexPipe pipe, EndPoint? client, ShownCertificate? certificate)
    {
        var line = new LeanLine(pipe, client?.ToString() ?? "", MessageFrame.StrangersMaxMessageSize);
        var why = "";
        try
        {
            pipe.Output.Write(LeanMark.Answer);
            if (!HasMore(pipe.Input)) await pipe.Output.FlushAsync();   // else it goes out with the answer to that
            await converse(new LeanServerCarrier(line), client, certificate);
        }
        catch (CarrierLostException lost)
        {
            why = (lost.InnerException as RpcException)?.Message ?? "";   // else nobody is left to hear of it
        }

        using var patience = new CancellationTokenSource(RpcFarewell.Patience, time);
        return await line.EndAsync(why, patience.Token);
    }

    private static bool HasMore(PipeReader input)
    {
        if (!input.TryRead(out var read)) return false;
        input.AdvanceTo(read.Buffer.Start);
        return !read.Buffer.IsEmpty;
    }

    private async Task ServeAsync(ConnectionContext connection)
    {
        if (!await ConverseAsync(connection.Transport, connection.RemoteEndPoint, ClientCertificates.On(connection.Features)))
            connection.Abort(new ConnectionAbortedException("The client did not take the end."));
    }
}
