using System.Buffers.Binary;
using System.Text;
using Muster.Peers.Wires;

namespace Muster.Peers.ZooKeeper;

/// <summary>ZooKeeper's own protocol (jute): an instance is an ephemeral node, a beat a ping, following a persistent recursive watch.</summary>
/// <remarks>
/// A notification names a path and no content, so a follower reads what appeared or changed. What disappeared is known
/// at once, and its event by <see cref="RemovalOf"/>.
/// </remarks>
internal sealed class ZooKeeperSession : Session
{
    private const int Create = 1, Delete = 2, GetData = 4, SetData = 5, Children = 8, PingCode = 11, AddWatch = 106;
    private const int PingId = -2, NotificationId = -1;
    private const int NodeExists = -110, NoNode = -101;
    private const int Deleted = 2, Ephemeral = 1, Recursive = 1;

    private readonly Reactor _reactor;
    private readonly HashSet<int> _mine = [];
    private int _number;
    private int _watched = -1;
    private bool _follows;
    private bool _welcomed;

    public ZooKeeperSession(Reactor reactor, int port)
    {
        _reactor = reactor;
        Wire = new(reactor, "ZooKeeper", port, Take);
    }

    public override Wire Wire { get; }

    /// <summary>The event that takes an instance out, by its path; set before the storm.</summary>
    public required Func<string, int> RemovalOf { get; init; }

    public override void Open()
    {
        var frames = _reactor.Frames.Clear().AddInt32(0).AddInt32(0).AddInt64(0).AddInt32(400_000).AddInt64(0).AddInt32(16).Add(new byte[16]).Add(0);
        End(frames);
    }

    public override void Follow(int service)
    {
        (_follows, _watched) = (true, service);
        Open();
    }

    /// <summary>A service's own node; an instance's must have one above it.</summary>
    public override bool Prepare(int service)
    {
        CreateNode(ServicePath(service), [], 0);
        return true;
    }

    public override void Register(Item item)
    {
        var body = _reactor.Body.Clear();
        item.WriteValue(body);
        if (_mine.Add(item.Index)) CreateNode(PathOf(item), body.Written, Ephemeral);
        else End(Path(Ask(SetData), PathOf(item)).AddInt32(Item.Size).Add(body.Written).AddInt32(-1));
    }

    public override void Remove(Item item)
    {
        _mine.Remove(item.Index);
        End(Path(Ask(Delete), PathOf(item)).AddInt32(-1));
    }

    public override void Beat() => End(_reactor.Frames.Clear().AddInt32(0).AddInt32(PingId).AddInt32(PingCode));

    /// <summary>Names alone: contents would be a hundred requests more.</summary>
    public override void List(int service) => End(Path(Ask(Children), ServicePath(service)).Add(0));

    private static string ServicePath(int service) => $"/{new Item(service, 0, 0).ServiceName}";

    private static string PathOf(Item item) => $"/{item.ServiceName}/{item.Id}";

    private void CreateNode(string path, ReadOnlySpan<byte> content, int flags) =>
        End(Path(Path(Path(Ask(Create), path).AddInt32(content.Length).Add(content).AddInt32(1).AddInt32(31), "world"), "anyone").AddInt32(flags));

    private Scratch Ask(int code) => _reactor.Frames.Clear().AddInt32(0).AddInt32(++_number & int.MaxValue).AddInt32(code);

    private static Scratch Path(Scratch frames, string text) => frames.AddInt32(text.Length).Add(text);

    private void End(Scratch frames)
    {
        frames.SetInt32(0, frames.Length - 4);
        Wire.Send(frames.Written);
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4) return 0;
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (bytes.Length < 4 + length) return 0;
        var body = bytes.Slice(4, length);

        if (!_welcomed) Welcome();
        else if (BinaryPrimitives.ReadInt32BigEndian(body) == NotificationId) Notified(body[16..]);
        else Reply(body);
        return 4 + length;
    }

    private void Welcome()
    {
        _welcomed = true;
        if (_follows) End(Path(Ask(AddWatch), ServicePath(_watched)).AddInt32(Recursive));
        else Ready = true;
    }

    private void Notified(ReadOnlySpan<byte> change)
    {
        var path = Encoding.ASCII.GetString(change.Slice(12, BinaryPrimitives.ReadInt32BigEndian(change[8..])));
        if (BinaryPrimitives.ReadInt32BigEndian(change) == Deleted) Learn(RemovalOf(path));
        else End(Path(Ask(GetData), path).Add(0));
    }

    private void Reply(ReadOnlySpan<byte> body)
    {
        var error = BinaryPrimitives.ReadInt32BigEndian(body[12..]);
        if (error is not (0 or NodeExists or NoNode)) throw new IOException($"ZooKeeper answered error {error}.");

        if (!_follows) Answered?.Invoke(this);
        else if (!Ready) Ready = true;
        else if (error == 0) Learn(Item.EventIn(body.Slice(20, BinaryPrimitives.ReadInt32BigEndian(body[16..]))));
    }
}
