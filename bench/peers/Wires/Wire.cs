using System.Buffers;
using System.Diagnostics;

namespace Muster.Peers.Wires;

/// <summary>Takes what it can use of the bytes that have come, and answers how many those are; the rest is shown again with more.</summary>
internal delegate int Taker(ReadOnlySpan<byte> bytes);

/// <summary>One connection to a port of this machine. Holds no buffer while nothing is half read or half sent.</summary>
internal sealed class Wire : IDisposable
{
    private readonly Reactor _reactor;
    private readonly string _peer;
    private readonly Taker _take;
    private readonly ArrayPool<byte> _pool = ArrayPool<byte>.Shared;
    private byte[]? _rest;
    private int _restLength;
    private int _filled;
    private List<byte>? _unsent;
    private bool _there;
    private bool _closed;
    private readonly TlsLine? _tls;

    /// <param name="reactor">Whose thread it is.</param>
    /// <param name="peer">For messages of faults.</param>
    /// <param name="port">Of this machine.</param>
    /// <param name="take">Is given what has come.</param>
    /// <param name="tls">The protocol to be offered over TLS; null for cleartext. What TLS adds is not counted in bytes.</param>
    public Wire(Reactor reactor, string peer, int port, Taker take, string? tls = null)
    {
        (_reactor, _peer, _take) = (reactor, peer, take);
        Socket = Kernel.Connect(port, out var connected);
        if (tls is not null) _tls = new(Socket, tls);
        _there = connected && _tls is null;
        reactor.Add(this, _there ? Kernel.Readable : Kernel.Readable | Kernel.Writable);
        if (!_there) _unsent = [];
    }

    public int Socket { get; }

    public long BytesReceived { get; private set; }

    public long BytesSent { get; private set; }

    /// <summary>Stops being read, as a peer that hangs; what it was sent stays in the kernel.</summary>
    public bool Stalled
    {
        get;
        set
        {
            if (field == value || _closed) return;
            field = value;
            _reactor.Alter(this, value ? 0 : Kernel.Readable);
        }
    }

    /// <summary>Whether more came than was read.</summary>
    internal bool HasMore => !_closed && _there && _tls is { HasMore: true };

    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (_closed) return;
        BytesSent += bytes.Length;
        if (_unsent is null)
        {
            bytes = bytes[Sent(bytes)..];
            if (bytes.IsEmpty) return;
            _unsent = [];
            _reactor.Alter(this, Kernel.Readable | Kernel.Writable);
        }

        _unsent.AddRange(bytes);
    }

    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        _reactor.Remove(this);
        _tls?.Dispose();
        Kernel.Close(Socket);
        if (_rest is not null) _pool.Return(_rest);
        _rest = null;
    }

    internal void OnWritable()
    {
        if (!_there && Kernel.ErrorOf(Socket) is not 0 and var error) throw Lost($"connecting failed with error {error}");
        if (!_there && _tls is not null && !_tls.ShakeHands())
        {
            _reactor.Alter(this, Kernel.Readable);   // the peer's turn
            return;
        }

        _there = true;
        if (_unsent is { Count: > 0 } unsent)
        {
            var sent = Sent(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(unsent));
            unsent.RemoveRange(0, sent);
            if (unsent.Count > 0) return;
        }

        _unsent = null;
        _reactor.Alter(this, Stalled ? 0 : Kernel.Readable);
    }

    /// <summary>Reads behind what was left the last time.</summary>
    internal void Read(Span<byte> inbox, out long at)
    {
        if (!_there && _tls is not null) OnWritable();
        if (_rest is not null) _rest.AsSpan(0, _restLength).CopyTo(inbox);
        var read = !_there ? -1 : _tls?.Receive(inbox[_restLength..]) ?? Kernel.Receive(Socket, inbox[_restLength..]);
        at = Stopwatch.GetTimestamp();
        if (read == 0) throw Lost("the peer closed it");
        _filled = _restLength + Math.Max(0, read);
        BytesReceived += Math.Max(0, read);
    }

    internal void TakeRead(ReadOnlySpan<byte> inbox)
    {
        var filled = inbox[.._filled];
        var taken = 0;
        while (taken < filled.Length && !_closed)
        {
            var used = _take(filled[taken..]);
            if (used == 0) break;
            taken += used;
        }

        if (!_closed) Keep(filled[taken..]);
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (_rest is not null && _rest.Length < rest.Length || rest.IsEmpty && _rest is not null)
        {
            _pool.Return(_rest);
            _rest = null;
        }

        if (!rest.IsEmpty) rest.CopyTo(_rest ??= _pool.Rent(rest.Length));
        _restLength = rest.Length;
    }

    private int Sent(ReadOnlySpan<byte> bytes)
    {
        var sent = _tls?.Send(bytes) ?? Kernel.Send(Socket, bytes);
        return sent >= 0 ? sent : throw Lost("sending failed");
    }

    private IOException Lost(string how) => new($"A connection to {_peer} was lost: {how}.");
}
