using System.Runtime.InteropServices;

namespace Muster.Peers.Wires;

/// <summary>TLS on a socket that does not block, by the OpenSSL that .NET uses too. Certificates are not checked: both ends are ours.</summary>
internal sealed unsafe partial class TlsLine : IDisposable
{
    private const string Library = "libssl.so.3";
    private const int WantsRead = 2, WantsWrite = 3, ModeCommand = 33, PartialWrites = 1, MovingBuffer = 2;

    private static readonly Dictionary<string, nint> Contexts = [];

    private readonly nint _line;

    /// <param name="socket">On its way to the peer, or there.</param>
    /// <param name="protocol">The one that is offered (ALPN).</param>
    public TlsLine(int socket, string protocol)
    {
        _line = New(Context(protocol));
        if (_line == 0 || SetSocket(_line, socket) != 1) throw new IOException("OpenSSL made no line.");
    }

    /// <summary>Whether bytes wait here that the kernel does not know of.</summary>
    public bool HasMore => Pending(_line) > 0;

    /// <summary>Whether the handshake is over; call it when the socket is ready until it is.</summary>
    /// <exception cref="IOException">The peer does not speak TLS as we do.</exception>
    public bool ShakeHands()
    {
        var outcome = Connect(_line);
        return outcome == 1 || (IsWaiting(outcome) ? false : throw new IOException($"The handshake of TLS failed: {ErrorOf(_line, outcome)}."));
    }

    /// <summary>Bytes read, 0 at the end, -1 when there are none yet.</summary>
    public int Receive(Span<byte> into)
    {
        var filled = 0;
        fixed (byte* at = into)
        {
            while (filled < into.Length)
            {
                var read = Read(_line, at + filled, into.Length - filled);
                if (read <= 0) return filled > 0 ? filled : IsWaiting(read) ? -1 : 0;
                filled += read;
            }
        }

        return filled;
    }

    /// <summary>Bytes taken, perhaps none; -1 when the connection is broken.</summary>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        var sent = 0;
        fixed (byte* at = bytes)
        {
            while (sent < bytes.Length)
            {
                var taken = Write(_line, at + sent, bytes.Length - sent);
                if (taken <= 0) return IsWaiting(taken) ? sent : -1;
                sent += taken;
            }
        }

        return sent;
    }

    public void Dispose() => Free(_line);

    private bool IsWaiting(int outcome) => ErrorOf(_line, outcome) is WantsRead or WantsWrite;

    private static nint Context(string protocol)
    {
        lock (Contexts)
        {
            if (Contexts.TryGetValue(protocol, out var known)) return known;
            var context = NewContext(ClientMethod());
            Control(context, ModeCommand, PartialWrites | MovingBuffer, 0);
            byte[] offered = [(byte)protocol.Length, .. System.Text.Encoding.ASCII.GetBytes(protocol)];
            fixed (byte* at = offered) _ = SetProtocols(context, at, (uint)offered.Length);
            return Contexts[protocol] = context;
        }
    }

    [LibraryImport(Library, EntryPoint = "TLS_client_method")]
    private static partial nint ClientMethod();

    [LibraryImport(Library, EntryPoint = "SSL_CTX_new")]
    private static partial nint NewContext(nint method);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_ctrl")]
    private static partial long Control(nint context, int command, long value, nint pointer);

    [LibraryImport(Library, EntryPoint = "SSL_CTX_set_alpn_protos")]
    private static partial int SetProtocols(nint context, byte* protocols, uint length);

    [LibraryImport(Library, EntryPoint = "SSL_new")]
    private static partial nint New(nint context);

    [LibraryImport(Library, EntryPoint = "SSL_set_fd")]
    private static partial int SetSocket(nint line, int socket);

    [LibraryImport(Library, EntryPoint = "SSL_connect")]
    private static partial int Connect(nint line);

    [LibraryImport(Library, EntryPoint = "SSL_read")]
    private static partial int Read(nint line, byte* into, int length);

    [LibraryImport(Library, EntryPoint = "SSL_write")]
    private static partial int Write(nint line, byte* from, int length);

    [LibraryImport(Library, EntryPoint = "SSL_pending")]
    private static partial int Pending(nint line);

    [LibraryImport(Library, EntryPoint = "SSL_get_error")]
    private static partial int ErrorOf(nint line, int outcome);

    [LibraryImport(Library, EntryPoint = "SSL_free")]
    private static partial void Free(nint line);
}
