using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Muster.Protocol;

namespace Muster.Chaos.Attacks;

/// <summary>Lean frames by hand, as docs/protocol.md tells them: it may also say what no client would.</summary>
internal sealed class LeanPeer : IAsyncDisposable
{
    public static readonly byte[] Mark = "\0muster/1 lean frame\r\n\r\n"u8.ToArray();
    public const int AnswerSize = 11, PrefixSize = 5;

    private readonly Stream _line;

    private LeanPeer(Stream line) => _line = line;

    public static async Task<LeanPeer> DialAsync(Target node, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(node.Rpc, cancel);
        Stream line = new NetworkStream(socket, ownsSocket: true);
        if (node.Tls)
        {
            var (tls, how) = (new SslStream(line), Target.Whoever());
            (how.TargetHost, how.ApplicationProtocols) = ($"{node.Rpc.Address}", [new("muster/1")]);
            await tls.AuthenticateAsClientAsync(how, cancel);
            line = tls;
        }

        var peer = new LeanPeer(line);
        await peer.SayAsync(Mark, cancel);
        await peer._line.ReadExactlyAsync(new byte[AnswerSize], cancel);
        return peer;
    }

    public static byte[] Frame(Up up)
    {
        var content = up.ToByteArray();
        return [.. Prefix(content.Length), .. content];
    }

    /// <summary>What announces a message of so many bytes.</summary>
    public static byte[] Prefix(int length)
    {
        var prefix = new byte[PrefixSize];
        BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), length);
        return prefix;
    }

    public ValueTask SayAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => _line.WriteAsync(bytes, cancel);

    public ValueTask SendAsync(Up up, CancellationToken cancel) => SayAsync(Frame(up), cancel);

    /// <summary>Says Hello. Answers what the node answers; null when it hangs up.</summary>
    public async Task<Down?> HelloAsync(string token, Resume? resume, CancellationToken cancel)
    {
        await SendAsync(new Up { Hello = new Hello { Protocol = 1, Client = "chaos", Namespace = Target.Namespace, Token = token, Resume = resume } }, cancel);
        return await HearAsync(cancel);
    }

    /// <summary>The next message that is not a ping; null when the node ended the conversation, in order or not.</summary>
    public async Task<Down?> HearAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var prefix = new byte[PrefixSize];
                await _line.ReadExactlyAsync(prefix, cancel);
                var content = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
                await _line.ReadExactlyAsync(content, cancel);
                if (prefix[0] != 0)
                {
                    Farewell = Encoding.UTF8.GetString(content);
                    return null;
                }

                if (Down.Parser.ParseFrom(content) is { Ping: null } down) return down;
            }
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>What the node said when it ended the conversation; empty when it just closed.</summary>
    public string Farewell { get; private set; } = "";

    public ValueTask DisposeAsync() => _line.DisposeAsync();
}
