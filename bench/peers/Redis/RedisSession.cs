using System.Buffers.Text;
using Muster.Peers.Wires;

namespace Muster.Peers.Redis;

/// <summary>Redis: an instance is a key that expires and a field of its service's hash, a change is published, a beat moves the expiry.</summary>
internal sealed class RedisSession : Session
{
    private readonly Reactor _reactor;
    private int _repliesEach = 1;
    private int _replies;
    private bool _follows;
    private bool _told;
    private Item _mine;

    public RedisSession(Reactor reactor, int port)
    {
        _reactor = reactor;
        Wire = new(reactor, "Redis", port, Take);
    }

    public override Wire Wire { get; }

    /// <summary>Whether changes are published too, and lists kept for those who read them.</summary>
    public bool Publishes { get; init; }

    public override void Open() => Send(1, ["PING"]);

    public override void Follow(int service)
    {
        _follows = true;
        Send(1, ["SUBSCRIBE", new Item(service, 0, 0).ServiceName]);
    }

    public override void Register(Item item)
    {
        _mine = item;
        var frames = _reactor.Frames.Clear();
        if (Publishes)
        {
            Value(Texts(frames, 4, "HSET", item.ServiceName, item.Id), item);
            Value(Texts(frames, 3, "PUBLISH", item.ServiceName), item);
        }
        else
        {
            Texts(Value(Texts(frames, 5, "SET", Key(item)), item), 0, "EX", "90");
        }

        Send(Publishes ? 2 : 1);
    }

    public override void Remove(Item item)
    {
        var frames = _reactor.Frames.Clear();
        if (Publishes)
        {
            Texts(frames, 3, "HDEL", item.ServiceName, item.Id);
            Text(Texts(frames, 3, "PUBLISH", item.ServiceName), item.Event.ToString("D10", System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            Texts(frames, 2, "DEL", Key(item));
        }

        Send(Publishes ? 2 : 1);
    }

    public override void Beat() => Send(1, ["EXPIRE", Key(_mine), "90"]);

    public override void List(int service) => Send(1, ["HVALS", new Item(service, 0, 0).ServiceName]);

    private static string Key(Item item) => $"{item.ServiceName}:{item.Id}";

    private static Scratch Value(Scratch frames, Item item)
    {
        frames.Add("$"u8).AddDigits(Item.Size).Add("\r\n"u8);
        item.WriteValue(frames);
        return frames.Add("\r\n"u8);
    }

    private static Scratch Texts(Scratch frames, int words, params ReadOnlySpan<string> texts)
    {
        if (words > 0) frames.Add("*"u8).AddDigits(words).Add("\r\n"u8);
        foreach (var text in texts) Text(frames, text);
        return frames;
    }

    private static Scratch Text(Scratch frames, string text) => frames.Add("$"u8).AddDigits(text.Length).Add("\r\n"u8).Add(text).Add("\r\n"u8);

    private void Send(int replies, ReadOnlySpan<string> command)
    {
        Texts(_reactor.Frames.Clear(), command.Length, command);
        Send(replies);
    }

    private void Send(int replies)
    {
        _repliesEach = replies;   // those of operations under way at once are alike
        Wire.Send(_reactor.Frames.Written);
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        if (!Skip(bytes, ref at, out var last)) return 0;

        if (_follows && _told)
        {
            Learn(Item.EventIn(last));
        }
        else if (_follows)
        {
            (_told, Ready) = (true, true);
        }
        else if (++_replies == _repliesEach)
        {
            _replies = 0;
            if (Ready) Answered?.Invoke(this);
            Ready = true;
        }

        return at;
    }

    /// <summary>Steps over one reply; answers the last text in it.</summary>
    private static bool Skip(ReadOnlySpan<byte> bytes, ref int at, out ReadOnlySpan<byte> last)
    {
        last = default;
        var end = bytes[at..].IndexOf((byte)'\n');
        if (end < 2) return false;

        var line = bytes.Slice(at, end - 1);
        at += end + 1;
        switch (line[0])
        {
            case (byte)'-': throw new IOException($"Redis refused: {System.Text.Encoding.UTF8.GetString(line)}");
            case (byte)'$':
                if (!Utf8Parser.TryParse(line[1..], out int length, out _) || length < 0) return true;
                if (bytes.Length - at < length + 2) return false;
                last = bytes.Slice(at, length);
                at += length + 2;
                return true;
            case (byte)'*':
                if (!Utf8Parser.TryParse(line[1..], out int items, out _)) return true;
                for (var i = 0; i < items; i++)
                    if (!Skip(bytes, ref at, out last)) return false;
                return true;
            default:
                return true;
        }
    }
}
