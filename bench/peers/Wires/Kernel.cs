using System.Runtime.InteropServices;

namespace Muster.Peers.Wires;

/// <summary>The system calls of Linux that one thread needs to drive ten thousand sockets.</summary>
internal static unsafe partial class Kernel
{
    public const int InProgress = 115, Again = 11, Interrupted = 4;
    public const uint Readable = 1, Writable = 4;

    private const int Inet = 2, Stream = 1, NonBlocking = 0x800, CloseOnExec = 0x80000, NoSignal = 0x4000;
    private const int SocketLevel = 1, LingerOption = 13, ErrorOption = 4, TcpLevel = 6, NoDelay = 1;

    // struct epoll_event: packed on x86-64 alone. All else here is the same on arm64.
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 12 : 16;
    private static readonly int SocketAt = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 4 : 8;

    /// <summary>A new socket on its way to a port of this machine; whether it is there already is answered too.</summary>
    public static int Connect(int port, out bool there)
    {
        var socket = Check(NewSocket(Inet, Stream | NonBlocking | CloseOnExec, 0), "socket");
        var one = 1;
        SetOption(socket, TcpLevel, NoDelay, &one, sizeof(int));
        var noLinger = stackalloc int[] { 1, 0 };   // closed by a reset: no port waits for a minute
        SetOption(socket, SocketLevel, LingerOption, noLinger, 2 * sizeof(int));

        var address = stackalloc byte[16];
        new Span<byte>(address, 16).Clear();
        address[0] = Inet;
        (address[2], address[3]) = ((byte)(port >> 8), (byte)port);
        (address[4], address[7]) = (127, 1);
        there = ConnectSocket(socket, address, 16) == 0;
        if (!there && Marshal.GetLastPInvokeError() != InProgress) throw Fault("connect");
        return socket;
    }

    /// <summary>Why a connection did not come about; 0 when it did.</summary>
    public static int ErrorOf(int socket)
    {
        int error = 0, size = sizeof(int);
        GetOption(socket, SocketLevel, ErrorOption, &error, &size);
        return error;
    }

    /// <summary>Bytes read, 0 at the end, -1 when there are none yet.</summary>
    public static int Receive(int socket, Span<byte> into)
    {
        fixed (byte* at = into)
        {
            var read = (int)ReceiveBytes(socket, at, (nuint)into.Length, 0);
            if (read >= 0) return read;
            return Marshal.GetLastPInvokeError() is Again or Interrupted ? -1 : 0;
        }
    }

    /// <summary>Bytes taken, perhaps none; -1 when the connection is broken.</summary>
    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* at = bytes)
        {
            var sent = (int)SendBytes(socket, at, (nuint)bytes.Length, NoSignal);
            if (sent >= 0) return sent;
            return Marshal.GetLastPInvokeError() is Again or Interrupted ? 0 : -1;
        }
    }

    public static int NewPoll() => Check(CreatePoll(CloseOnExec), "epoll_create1");

    public static void Poll(int poll, PollChange change, int socket, uint events)
    {
        var wanted = stackalloc uint[EventBytes / sizeof(uint)];
        (wanted[0], wanted[SocketAt / sizeof(uint)], wanted[(SocketAt / sizeof(uint)) + 1]) = (events, (uint)socket, 0);
        Check(ControlPoll(poll, (int)change, socket, wanted), "epoll_ctl");
    }

    public static int Wait(int poll, Span<PollEvent> into, int milliseconds)
    {
        var events = stackalloc byte[into.Length * EventBytes];
        var ready = WaitPoll(poll, (uint*)events, into.Length, milliseconds);
        if (ready < 0 && Marshal.GetLastPInvokeError() != Interrupted) throw Fault("epoll_wait");
        for (var i = 0; i < ready; i++)
            into[i] = new(*(uint*)(events + (i * EventBytes)), *(int*)(events + (i * EventBytes) + SocketAt));
        return Math.Max(0, ready);
    }

    public static void Close(int socket) => _ = CloseSocket(socket);

    /// <summary>The processor time that a process has used in all its threads, in nanoseconds, by the scheduler's own count.</summary>
    public static long ProcessorTime(int process)
    {
        var time = stackalloc long[2];
        Check(ReadClock((~process << 3) | 2, time), "clock_gettime");
        return (time[0] * 1_000_000_000) + time[1];
    }

    public static void Signal(int process, int signal) => _ = Kill(process, signal);

    private static int Check(int outcome, string call) => outcome >= 0 ? outcome : throw Fault(call);

    private static IOException Fault(string call) => new($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int NewSocket(int family, int kind, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int ConnectSocket(int socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(int socket, int level, int option, int* value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(int socket, int level, int option, int* value, int* length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint ReceiveBytes(int socket, byte* into, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendBytes(int socket, byte* from, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseSocket(int socket);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreatePoll(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int ControlPoll(int poll, int change, int socket, uint* wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int WaitPoll(int poll, uint* into, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int ReadClock(int clock, long* time);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

internal enum PollChange
{
    Add = 1,
    Remove = 2,
    Alter = 3,
}

/// <summary>What the kernel says of one socket.</summary>
internal readonly record struct PollEvent(uint Events, int Socket);
