using System.Net;
using System.Runtime.InteropServices;

namespace Muster.Server.Hosting;

/// <summary>How many connections one address has open at both ports together: nobody takes the places of all others.</summary>
/// <remarks>
/// It keeps a number for each address that has a connection, so no more of them than the ports take. What an IPv6 host
/// does with further addresses of its network is left to <see cref="ConnectionBound"/>: whole fleets share one network.
/// </remarks>
/// <param name="most">For each address, this machine's own among them; null: <see cref="Usual"/>, and this machine's are not counted.</param>
/// <param name="conduct">Of those who are counted; null: nobody is shut out.</param>
internal sealed class AddressBound(int? most, Conduct? conduct = null)
{
    /// <summary>Enough for the processes of one host; those behind one address translator may be more.</summary>
    public const int Usual = 256;

    private readonly int _most = most ?? Usual;
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _open = [];

    /// <summary>False when the address has as many as it may; else <see cref="Leave"/> must follow.</summary>
    public bool TryEnter(EndPoint? client)
    {
        if (Counted(client) is not { } address) return true;
        lock (_lock)
        {
            ref var open = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, address, out _);
            if (open >= _most) return false;
            open++;
            return true;
        }
    }

    /// <summary>A call of the address was called off before anybody had begun to work on it. Answers whether it is shut out by now.</summary>
    public bool CalledOff(IPAddress? client) => client is not null && conduct is not null && Counted(client) is { } address && conduct.CalledOff(address);

    public bool IsShut(EndPoint? client) => conduct is not null && Counted(client) is { } address && conduct.IsShut(address);

    public void Leave(EndPoint? client)
    {
        if (Counted(client) is not { } address) return;
        lock (_lock)
        {
            if (_open[address] > 1) _open[address]--;
            else _open.Remove(address);
        }
    }

    /// <summary>Null for who is not counted. An IPv4 address that came in IPv6 clothes is the IPv4 address.</summary>
    private IPAddress? Counted(EndPoint? client) => client is IPEndPoint { Address: var address } ? Counted(address) : null;

    private IPAddress? Counted(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return most is null && IPAddress.IsLoopback(address) ? null : address;
    }
}
