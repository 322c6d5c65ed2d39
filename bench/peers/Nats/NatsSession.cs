using System.Buffers.Text;
using Muster.Peers.Wires;

namespace Muster.Peers.Nats;

/// <summary>NATS: a change is published to a subject named as the service, a beat is a ping. It keeps nothing.</summary>
internal sealed class NatsSession : Session
{
    private readonly Reactor _reactor;

    public NatsSession(Reactor reactor, int port)
    {
        _reactor = reactor;
        Wire = new(reactor, "NATS", port, Take);
    }

    public override Wire Wire { get; }

    public override void Open() => Wire.Send("CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false}\r\nPING\r\n"u8);

    public override void Follow(int service)
    {
        var frames = _reactor.Frames.Clear().Add("CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB "u8);
        Wire.Send(frames.Add(new Item(service, 0, 0).ServiceName).Add(" 1\r\nPING\r\n"u8).Written);
    }

    public override void Register(Item item) => Publish(item, Item.Size);

    public override void Remove(Item item) => Publish(item, 10);

    public override void Beat() => Wire.Send("PING\r\n"u8);

    /// <summary>The ping behind it is answered once the message was taken.</summary>
    private void Publish(Item item, int size)
    {
        var frames = _reactor.Frames.Clear().Add("PUB "u8).Add(item.ServiceName).Add(" "u8).AddDigits(size).Add("\r\n"u8);
        item.WriteValue(frames, size);
        Wire.Send(frames.Add("\r\nPING\r\n"u8).Written);
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n') + 1;
        if (end == 0) return 0;

        var line = bytes[..(end - 2)];
        if (line.StartsWith("MSG "u8))
        {
            if (!Utf8Parser.TryParse(line[(line.LastIndexOf((byte)' ') + 1)..], out int length, out _)) throw new InvalidDataException("A message of NATS without a length.");
            if (bytes.Length < end + length + 2) return 0;
            Learn(Item.EventIn(bytes.Slice(end, length)));
            return end + length + 2;
        }

        if (line.StartsWith("PONG"u8))
        {
            if (Ready) Answered?.Invoke(this);
            Ready = true;
        }
        else if (line.StartsWith("PING"u8))
        {
            Wire.Send("PONG\r\n"u8);
        }
        else if (line.StartsWith("-ERR"u8))
        {
            throw new IOException($"NATS refused: {System.Text.Encoding.UTF8.GetString(line)}");
        }

        return end;
    }
}
