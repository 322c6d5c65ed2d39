using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Muster.Protocol;

namespace Muster.Chaos.Attacks;

/// <summary>A client that does nothing wrong: it beats and reads a list, again and again, and keeps how long each took.</summary>
/// <remarks>A thread and two blocking sockets of its own, so that what the attackers do in this process delays it as little as may be.</remarks>
internal sealed class Bystander : IDisposable
{
    private const int Pause = 1, Patience = 10_000;   // ms

    private readonly Lock _lock = new();
    private readonly List<(long At, double Beat, double List)> _seen = [];   // guarded by _lock
    private readonly Target _target;
    private readonly string _token;
    private readonly Thread _thread;
    private volatile bool _over;
    private volatile string? _fault;

    public Bystander(Target target, string token)
    {
        (_target, _token) = (target, token);
        _thread = new Thread(Run) { IsBackground = true, Name = "bystander" };
        _thread.Start();
    }

    /// <summary>Why it could not go on; null while it can.</summary>
    public string? Fault => _fault;

    /// <summary>Of those that were asked between two timestamps.</summary>
    public Waits P99(long from, long to)
    {
        lock (_lock)
        {
            var during = _seen.Where(one => one.At >= from && one.At <= to).ToList();
            return new(Percentile([.. during.Select(static one => one.Beat)]), Percentile([.. during.Select(static one => one.List)]), during.Count);
        }
    }

    public void Dispose()
    {
        _over = true;
        _thread.Join();
    }

    private static double Percentile(double[] values)
    {
        if (values.Length == 0) return double.PositiveInfinity;   // nobody was answered
        Array.Sort(values);
        return values[Math.Min(values.Length - 1, (int)Math.Ceiling(values.Length * 0.99) - 1)];
    }

    private void Run()
    {
        try
        {
            using var lean = Connect(_target.Rpc);
            using var http = Connect(_target.Http);
            var buffer = new byte[1 << 20];
            lean.Send(LeanPeer.Mark);
            Fill(lean, buffer.AsSpan(0, LeanPeer.AnswerSize));
            lean.Send(LeanPeer.Frame(new Up { Hello = new Hello { Protocol = 1, Client = "bystander", Namespace = Target.Namespace, Token = _token } }));
            if (Hear(lean, buffer).Welcome is null) throw new IOException("It was not welcome.");

            var get = Encoding.ASCII.GetBytes($"GET /v1/namespaces/{Target.Namespace}/services/{Target.Service} HTTP/1.1\r\nHost: localhost\r\n{(_token.Length > 0 ? $"Authorization: Bearer {_token}\r\n" : "")}\r\n");
            for (var number = 1UL; !_over; number++)
            {
                var at = Stopwatch.GetTimestamp();
                lean.Send(LeanPeer.Frame(new Up { Heartbeat = new Heartbeat { Number = number } }));
                while (Hear(lean, buffer).HeartbeatAck?.Number != number)
                {
                }

                var beat = Stopwatch.GetElapsedTime(at);
                var asked = Stopwatch.GetTimestamp();
                http.Send(get);
                ReadAnswer(http, buffer);
                var list = Stopwatch.GetElapsedTime(asked);
                lock (_lock) _seen.Add((at, beat.TotalMilliseconds, list.TotalMilliseconds));
                Thread.Sleep(Pause);
            }
        }
        catch (Exception broken)   // or this thread would end the whole program
        {
            _fault = broken.Message;
        }
    }

    private static Socket Connect(IPEndPoint to)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = Patience, SendTimeout = Patience };
        socket.Connect(to);
        return socket;
    }

    private static void Fill(Socket socket, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            var read = socket.Receive(into);
            if (read == 0) throw new IOException("The node hung up on it.");
            into = into[read..];
        }
    }

    private static Down Hear(Socket lean, byte[] buffer)
    {
        Fill(lean, buffer.AsSpan(0, LeanPeer.PrefixSize));
        var (kind, length) = (buffer[0], BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(1)));
        Fill(lean, buffer.AsSpan(0, length));
        return kind == 0 ? Down.Parser.ParseFrom(buffer, 0, length) : throw new IOException($"The node ended its conversation: {Encoding.UTF8.GetString(buffer, 0, length)}");
    }

    /// <summary>Reads a whole answer of either form, and asks for a good one.</summary>
    private static void ReadAnswer(Socket http, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var read = http.Receive(buffer.AsSpan(length));
            if (read == 0) throw new IOException("The API hung up on it.");
            length += read;
            var head = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (head < 0) continue;

            var text = Encoding.ASCII.GetString(buffer, 0, head);
            if (!text.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) throw new IOException($"The API answered it {text.Split('\r')[0]}.");
            const string Length = "Content-Length: ";
            var told = text.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
            if (told < 0 ? buffer.AsSpan(0, length).EndsWith("\r\n0\r\n\r\n"u8)
                : length >= head + 4 + int.Parse(text.AsSpan(told + Length.Length).Slice(0, LineEnd(text.AsSpan(told + Length.Length))), NumberStyles.None, CultureInfo.InvariantCulture))
                return;
        }
    }

    private static int LineEnd(ReadOnlySpan<char> text) => text.IndexOf('\r') is var end and >= 0 ? end : text.Length;
}
