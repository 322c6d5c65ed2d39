using System.Buffers.Binary;
using Muster.Peers.Wires;

namespace Muster.Peers.Http2;

/// <summary>The least of HTTP/2 (RFC 9113) that carries gRPC calls, one at a time on each connection.</summary>
/// <remarks>Receive windows are as large as they may be; send windows are not counted: workloads keep far below them.</remarks>
internal sealed class Http2Link
{
    private const byte DataFrame = 0, HeadersFrame = 1, ResetFrame = 3, SettingsFrame = 4, PingFrame = 6, GoAwayFrame = 7, WindowFrame = 8;
    private const byte EndStream = 1, EndHeaders = 4, Ack = 1;
    private const int FrameHeader = 9, Prefix = 5, LargestFrame = 16_384, WindowRefill = 1 << 30;

    private readonly Reactor _reactor;
    private readonly Hpack _headers;
    private readonly MessageAssembler _messages;
    private readonly Action? _ended;
    private readonly string _peer;
    private int _stream = -1;
    private int _dataLeft;
    private bool _dataIsCurrent;
    private bool _endsAfterData;
    private bool _hasMessage;
    private long _unacknowledged;

    /// <param name="reactor">Whose thread it is.</param>
    /// <param name="peer">For messages of faults.</param>
    /// <param name="port">Of this machine.</param>
    /// <param name="message">Is given each message of the current call.</param>
    /// <param name="ended">The current call ended, after a message at least. One that ends without any has failed.</param>
    /// <param name="secure">Whether it speaks TLS.</param>
    public Http2Link(Reactor reactor, string peer, int port, MessageHandler message, Action? ended = null, bool secure = false)
    {
        (_reactor, _peer, _ended) = (reactor, peer, ended);
        _headers = new($"127.0.0.1:{port}", secure);
        _messages = new(Prefix, bytes =>
        {
            _hasMessage = true;
            message(bytes);
        });
        Wire = new(reactor, peer, port, Take, secure ? "h2" : null);
    }

    public Wire Wire { get; }

    /// <summary>Begins the connection and a call in one write; the first message may come with it.</summary>
    public void Call(string path, ReadOnlySpan<byte> message, bool last)
    {
        var scratch = _reactor.Frames.Clear();
        if (_stream < 0)
        {
            scratch.Add("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
            Frame(scratch, SettingsFrame, 0, 0, 6).Add(0).Add(4).AddInt32(int.MaxValue);   // INITIAL_WINDOW_SIZE
            Frame(scratch, WindowFrame, 0, 0, 4).AddInt32(int.MaxValue - 65_535);
        }

        _stream += 2;
        _hasMessage = false;
        _messages.Clear();
        var at = scratch.Length;
        Frame(scratch, HeadersFrame, EndHeaders, _stream, 0);
        _headers.Write(scratch, path);
        scratch.SetByte(at + 2, (byte)(scratch.Length - at - FrameHeader));
        if (!message.IsEmpty) Data(scratch, message, last);
        Wire.Send(scratch.Written);
    }

    /// <summary>A further message of the current call.</summary>
    public void Send(ReadOnlySpan<byte> message)
    {
        var scratch = _reactor.Frames.Clear();
        Data(scratch, message, last: false);
        Wire.Send(scratch.Written);
    }

    private void Data(Scratch scratch, ReadOnlySpan<byte> message, bool last)
    {
        var first = message[..Math.Min(message.Length, LargestFrame - Prefix)];
        var rest = message[first.Length..];
        Frame(scratch, DataFrame, last && rest.IsEmpty ? EndStream : (byte)0, _stream, Prefix + first.Length).Add(0).AddInt32(message.Length).Add(first);
        while (!rest.IsEmpty)
        {
            var part = rest[..Math.Min(rest.Length, LargestFrame)];
            rest = rest[part.Length..];
            Frame(scratch, DataFrame, last && rest.IsEmpty ? EndStream : (byte)0, _stream, part.Length).Add(part);
        }
    }

    private static Scratch Frame(Scratch scratch, byte kind, byte flags, int stream, int length) =>
        scratch.Add((byte)(length >> 16)).Add((byte)(length >> 8)).Add((byte)length).Add(kind).Add(flags).AddInt32(stream);

    private int Take(ReadOnlySpan<byte> bytes)
    {
        if (_dataLeft > 0) return TakeData(bytes);
        if (bytes.Length < FrameHeader) return 0;

        var length = (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
        var (kind, flags) = (bytes[3], bytes[4]);
        var isCurrent = BinaryPrimitives.ReadInt32BigEndian(bytes[5..]) == _stream;   // else the end of the call before
        if (kind == DataFrame)
        {
            (_dataLeft, _dataIsCurrent, _endsAfterData) = (length, isCurrent, isCurrent && (flags & EndStream) != 0);
            Acknowledge(length);
            if (length == 0 && _endsAfterData) End([]);
            return FrameHeader;
        }

        if (bytes.Length < FrameHeader + length) return 0;
        var body = bytes.Slice(FrameHeader, length);
        switch (kind)
        {
            case HeadersFrame when isCurrent && (flags & EndStream) != 0: End(body); break;
            case SettingsFrame when (flags & Ack) == 0: Answer(SettingsFrame, []); break;
            case PingFrame when (flags & Ack) == 0: Answer(PingFrame, body); break;
            case ResetFrame: throw new IOException($"The peer reset stream {BinaryPrimitives.ReadInt32BigEndian(bytes[5..])}: error {BinaryPrimitives.ReadInt32BigEndian(body)}.");
            case GoAwayFrame: throw new IOException($"The peer said go away: error {BinaryPrimitives.ReadInt32BigEndian(body[4..])} {System.Text.Encoding.ASCII.GetString(body[8..])}.");
        }

        return FrameHeader + length;
    }

    private int TakeData(ReadOnlySpan<byte> bytes)
    {
        var part = bytes[..Math.Min(bytes.Length, _dataLeft)];
        _dataLeft -= part.Length;
        if (_dataIsCurrent) _messages.Feed(part);
        if (_dataLeft == 0 && _endsAfterData) End([]);
        return part.Length;
    }

    private void End(ReadOnlySpan<byte> trailers)
    {
        if (!_hasMessage) throw new IOException($"{_peer} ended a call without a message; its trailers, packed: {Convert.ToHexString(trailers)}.");
        _ended?.Invoke();
    }

    private void Acknowledge(int length)
    {
        _unacknowledged += length;
        if (_unacknowledged < WindowRefill) return;
        var scratch = _reactor.Frames.Clear();
        Frame(scratch, WindowFrame, 0, 0, 4).AddInt32((int)_unacknowledged);
        Frame(scratch, WindowFrame, 0, _stream, 4).AddInt32((int)_unacknowledged);
        Wire.Send(scratch.Written);
        _unacknowledged = 0;
    }

    private void Answer(byte kind, ReadOnlySpan<byte> body)
    {
        var scratch = _reactor.Frames.Clear();
        Frame(scratch, kind, Ack, 0, body.Length).Add(body);
        Wire.Send(scratch.Written);
    }
}
