using Muster.Peers.Http2;
using Muster.Peers.Wires;

namespace Muster.Peers.Etcd;

/// <summary>etcd's v3 API: instances are keys under their service, a beat renews a lease, following is a watch of the service's keys.</summary>
/// <remarks>
/// A watcher tells events by the store's revision, which every event raises by one: nobody else writes. The event of a
/// removal is told so, too, though it carries no value.
/// </remarks>
internal sealed class EtcdSession : Session
{
    private readonly Reactor _reactor;
    private readonly bool _leases;
    private readonly Http2Link _link;
    private Doing _doing;
    private long _revisionBefore;
    private long _lease;
    private Item _leased;

    public EtcdSession(Reactor reactor, int port, bool leases, bool secure)
    {
        (_reactor, _leases) = (reactor, leases);
        _link = new(reactor, "etcd", port, Take, secure: secure);
    }

    private enum Doing
    {
        Opening,
        Beginning,
        Beating,
        Following,
        Leasing,
        Putting,
        Asking,
    }

    public override Wire Wire => _link.Wire;

    public override void Open()
    {
        _doing = Doing.Opening;
        _link.Call("/etcdserverpb.Lease/LeaseGrant", _reactor.Body.Clear().Number(1, 90).Written, last: true);
    }

    public override void Follow(int service)
    {
        _doing = Doing.Following;
        var prefix = $"/{new Item(service, 0, 0).ServiceName}/";
        var create = 4 + (2 * prefix.Length);
        var body = _reactor.Body.Clear().Varint((1 << 3) | 2).Varint((ulong)create);
        _link.Call("/etcdserverpb.Watch/Watch", body.Text(1, prefix).Text(2, After(prefix)).Written, last: false);
    }

    public override void Register(Item item)
    {
        if (_leases)
        {
            (_doing, _leased) = (Doing.Leasing, item);
            _link.Call("/etcdserverpb.Lease/LeaseGrant", _reactor.Body.Clear().Number(1, 90).Written, last: true);
        }
        else
        {
            Put(item, 0);
        }
    }

    public override void Remove(Item item)
    {
        _doing = Doing.Asking;
        _link.Call("/etcdserverpb.KV/DeleteRange", _reactor.Body.Clear().Text(1, Key(item)).Written, last: true);
    }

    public override void Beat()
    {
        var message = _reactor.Body.Clear().Number(1, _lease).Written;
        if (_doing is Doing.Beating)
        {
            _link.Send(message);
            return;
        }

        _doing = Doing.Beating;
        _link.Call("/etcdserverpb.Lease/LeaseKeepAlive", message, last: false);
    }

    public override void List(int service)
    {
        _doing = Doing.Asking;
        var prefix = $"/{new Item(service, 0, 0).ServiceName}/";
        _link.Call("/etcdserverpb.KV/Range", _reactor.Body.Clear().Text(1, prefix).Text(2, After(prefix)).Written, last: true);
    }

    private static string Key(Item item) => $"/{item.ServiceName}/{item.Id}";

    /// <summary>The end of the range of keys with a prefix that ends in a slash.</summary>
    private static string After(string prefix) => prefix[..^1] + "0";

    private void Put(Item item, long lease)
    {
        _doing = Doing.Putting;
        var body = _reactor.Body.Clear().Text(1, Key(item)).Varint((2 << 3) | 2).Varint(Item.Size);
        item.WriteValue(body);
        if (lease != 0) body.Number(3, lease);
        _link.Call("/etcdserverpb.KV/Put", body.Written, last: true);
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        switch (_doing)
        {
            case Doing.Opening:
                _lease = LeaseIn(message);
                Ready = true;
                _doing = Doing.Beginning;
                break;
            case Doing.Leasing:
                Put(_leased, LeaseIn(message));
                break;
            case Doing.Following:
                TakeWatch(message);
                break;
            default:
                Answered?.Invoke(this);
                break;
        }
    }

    private static long LeaseIn(ReadOnlySpan<byte> message)
    {
        while (Protobuf.Next(ref message, out var field, out var number, out _))
            if (field == 2) return (long)number;
        throw new InvalidDataException("etcd granted no lease.");
    }

    private void TakeWatch(ReadOnlySpan<byte> message)
    {
        var revision = 0L;
        var created = false;
        while (Protobuf.Next(ref message, out var field, out var number, out var content))
        {
            if (field == 1) revision = Field(content, 3);           // header.revision
            else if (field == 3) created = number != 0;
            else if (field == 4 && number != 0) throw new IOException("etcd cancelled a watch.");
            else if (field == 11) Learn((int)(RevisionOf(content) - _revisionBefore));
        }

        if (!created) return;
        _revisionBefore = revision - Known;
        Ready = true;
    }

    /// <summary>mod_revision of an event's key.</summary>
    private static long RevisionOf(ReadOnlySpan<byte> change)
    {
        while (Protobuf.Next(ref change, out var field, out _, out var content))
            if (field == 2) return Field(content, 3);
        throw new InvalidDataException("An event of etcd without a key.");
    }

    private static long Field(ReadOnlySpan<byte> message, int wanted)
    {
        while (Protobuf.Next(ref message, out var field, out var number, out _))
            if (field == wanted) return (long)number;
        return 0;
    }
}
