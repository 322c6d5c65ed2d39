using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Muster.Server.Hosting;

/// <summary>Why a connection was closed as it came.</summary>
internal enum Crowd
{
    /// <summary>The port has as many as it takes.</summary>
    Port,

    /// <summary>The address has as many as it may.</summary>
    Address,

    /// <summary>The address is shut out for a while: <see cref="Conduct"/>.</summary>
    Conduct,
}

/// <summary>Who is let in at a port, before anything is read of him: handshakes and credentials come later.</summary>
/// <param name="port">How many the port takes.</param>
/// <param name="addresses">How many an address may have; shared by the ports.</param>
/// <param name="refused">Hears of those who are not let in.</param>
internal sealed class Entrance(ConnectionBound port, AddressBound addresses, Action<Crowd, EndPoint?> refused)
{
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var client = connection.RemoteEndPoint;
        if (!TryEnter(client))
        {
            connection.Abort(new ConnectionAbortedException("There are as many connections as may be."));
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Leave(client);
        }
    }

    /// <summary>False when there are as many as may be; else <see cref="Leave"/> must follow.</summary>
    public bool TryEnter(EndPoint? client)
    {
        if (addresses.IsShut(client))
        {
            refused(Crowd.Conduct, client);
            return false;
        }

        if (!port.TryEnter())
        {
            refused(Crowd.Port, client);
            return false;
        }

        if (addresses.TryEnter(client)) return true;
        port.Leave();
        refused(Crowd.Address, client);
        return false;
    }

    public void Leave(EndPoint? client)
    {
        addresses.Leave(client);
        port.Leave();
    }
}
