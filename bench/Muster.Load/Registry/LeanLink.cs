using Muster.Peers.Http2;
using Muster.Peers.Wires;

namespace Muster.Load.Registry;

/// <summary>The conversation in lean frames: a mark from each side, then messages with five bytes before each.</summary>
internal sealed class LeanLink : ILink
{
    private const int AnswerBytes = 11, Prefix = 5;

    private readonly Reactor _reactor;
    private readonly MessageAssembler _messages;
    private bool _began;
    private bool _answered;

    public LeanLink(Reactor reactor, int port, bool secure, MessageHandler message)
    {
        (_reactor, _messages) = (reactor, new(Prefix, message));
        Wire = new(reactor, "Muster", port, Take, secure ? "muster/1" : null);
    }

    public Wire Wire { get; }

    public void Send(ReadOnlySpan<byte> message)
    {
        var frames = _reactor.Frames.Clear();
        if (!_began) frames.Add("\0muster/1 lean frame\r\n\r\n"u8);
        _began = true;
        Wire.Send(frames.Add(0).AddInt32(message.Length).Add(message).Written);
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        if (!_answered)
        {
            if (bytes.Length < AnswerBytes) return 0;
            _answered = bytes[..AnswerBytes].SequenceEqual("\0muster/1\r\n"u8) ? true : throw new IOException("Muster does not know the mark of lean frames.");
            return AnswerBytes;
        }

        _messages.Feed(bytes);
        return bytes.Length;
    }
}
