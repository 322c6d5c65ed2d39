using Google.Protobuf;
using Muster.Peers;
using Muster.Peers.Http2;
using Muster.Peers.Wires;
using Muster.Protocol;

namespace Muster.Load.Registry;

/// <summary>Reads lists by the call ListInstances, as tools do.</summary>
internal sealed class UnaryReader : Session
{
    private readonly Reactor _reactor;
    private readonly Http2Link _http;

    public UnaryReader(Reactor reactor, int port)
    {
        _reactor = reactor;
        _http = new(reactor, "Muster", port, static _ => { }, () => Answered?.Invoke(this));
    }

    public override Wire Wire => _http.Wire;

    public override void Open() => Ready = true;

    public override void List(int service)
    {
        var body = _reactor.Body.Clear();
        new ListInstancesRequest { Namespace = "default", Service = new Item(service, 0, 0).ServiceName }.WriteTo(body);
        _http.Call("/muster.v1.Registry/ListInstances", body.Written, last: true);
    }
}
