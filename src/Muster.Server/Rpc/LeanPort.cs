using Microsoft.AspNetCore.Connections;
using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>Takes the connections that begin with the lean mark; the web server gets the others.</summary>
/// <param name="converse">Holds a conversation until its end, and disposes the carrier.</param>
/// <param name="time">The clock of the farewell.</param>
internal sealed class LeanPort(Func<ICarrier, ConnectionContext, Task> converse, TimeProvider time)
{
    /// <summary>Called once the first bytes are there.</summary>
    public Task ServeAsync(ConnectionContext connection, ConnectionDelegate next) =>
        TryTakeMark(connection) ? ServeAsync(connection) : next(connection);

    private async Task ServeAsync(ConnectionContext connection)
    {
        var line = new LeanLine(connection.Transport, connection.RemoteEndPoint?.ToString() ?? "", MessageFrame.DefaultMaxMessageSize);
        var why = "";
        try
        {
            await connection.Transport.Output.WriteAsync(LeanMark.Answer);
            await converse(new LeanServerCarrier(line), connection);
        }
        catch (CarrierLostException lost)
        {
            why = (lost.InnerException as RpcException)?.Message ?? "";   // else nobody is left to hear of it
        }

        using var patience = new CancellationTokenSource(RpcFarewell.Patience, time);
        if (!await line.EndAsync(why, patience.Token))
            connection.Abort(new ConnectionAbortedException("The client did not take the end."));
    }

    private static bool TryTakeMark(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        if (!input.TryRead(out var read)) return false;

        var marked = LeanMark.IsAt(read.Buffer, LeanMark.Call) is true;
        input.AdvanceTo(marked ? read.Buffer.GetPosition(LeanMark.Call.Length) : read.Buffer.Start);
        return marked;
    }
}
