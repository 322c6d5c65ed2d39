using Muster.Peers.Http2;
using Muster.Peers.Wires;

namespace Muster.Load.Registry;

/// <summary>The conversation as the gRPC call Connect.</summary>
internal sealed class GrpcLink : ILink
{
    private readonly Http2Link _http;
    private bool _began;

    public GrpcLink(Reactor reactor, int port, bool secure, MessageHandler message) =>
        _http = new(reactor, "Muster", port, message, () => throw new IOException("Muster ended the conversation."), secure);

    public Wire Wire => _http.Wire;

    public void Send(ReadOnlySpan<byte> message)
    {
        if (_began) _http.Send(message);
        else _http.Call("/muster.v1.Registry/Connect", message, last: false);
        _began = true;
    }
}
