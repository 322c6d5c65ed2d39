using System.Diagnostics;

namespace Muster.Peers.Wires;

/// <summary>Drives many sockets on the thread that calls <see cref="Turn"/>: one buffer serves them all.</summary>
/// <remarks>Neither it nor its wires are safe for several threads.</remarks>
/// <param name="tell">Is told once a second of a wait what is still waited for.</param>
internal sealed class Reactor(Action<string>? tell = null) : IDisposable
{
    private static readonly TimeSpan Telling = TimeSpan.FromSeconds(1);

    private readonly int _poll = Kernel.NewPoll();
    private readonly PollEvent[] _events = new PollEvent[256];
    private readonly byte[] _inbox = GC.AllocateUninitializedArray<byte>(512 * 1024, pinned: true);
    private Wire?[] _wires = new Wire?[1024];

    /// <summary>When the bytes that are being taken were read; a stamp of <see cref="Stopwatch"/>.</summary>
    public long Now { get; private set; }

    /// <summary>Where frames are put together before they are sent.</summary>
    public Scratch Frames { get; } = new();

    /// <summary>Where a message is put together before it is framed.</summary>
    public Scratch Body { get; } = new();

    /// <summary>Waits for at most so long, and serves whatever is ready.</summary>
    public void Turn(int milliseconds)
    {
        var ready = Kernel.Wait(_poll, _events, milliseconds);
        for (var i = 0; i < ready; i++)
        {
            var (events, socket) = (_events[i].Events, _events[i].Socket);
            if (_wires[socket] is not { } wire) continue;
            if (wire.Stalled)
            {
                wire.Dispose();   // the peer gave it up
                continue;
            }

            if ((events & Kernel.Writable) != 0) wire.OnWritable();
            if ((events & ~Kernel.Writable) == 0) continue;
            do
            {
                wire.Read(_inbox, out var at);
                Now = at;
                wire.TakeRead(_inbox);
            }
            while (wire.HasMore);
        }
    }

    /// <summary>Turns until something is so.</summary>
    /// <param name="done">Whether it is.</param>
    /// <param name="within">The longest wait.</param>
    /// <param name="still">What is still awaited: expected and actual.</param>
    /// <exception cref="TimeoutException">It did not become so in time.</exception>
    public void Until(Func<bool> done, TimeSpan within, Func<string> still)
    {
        var started = Stopwatch.GetTimestamp();
        var told = TimeSpan.Zero;
        while (!done())
        {
            Turn(50);
            var passed = Stopwatch.GetElapsedTime(started);
            if (passed > within) throw new TimeoutException($"After {within.TotalSeconds:0} s: {still()}.");
            if (passed < told + Telling) continue;
            told = passed;
            tell?.Invoke($"{passed.TotalSeconds:0} s of {within.TotalSeconds:0}: {still()}");
        }
    }

    public void Dispose()
    {
        foreach (var wire in _wires) wire?.Dispose();
        Kernel.Close(_poll);
    }

    internal void Add(Wire wire, uint events)
    {
        if (wire.Socket >= _wires.Length) Array.Resize(ref _wires, Math.Max(wire.Socket + 1, 2 * _wires.Length));
        _wires[wire.Socket] = wire;
        Kernel.Poll(_poll, PollChange.Add, wire.Socket, events);
    }

    internal void Alter(Wire wire, uint events) => Kernel.Poll(_poll, PollChange.Alter, wire.Socket, events);

    internal void Remove(Wire wire) => _wires[wire.Socket] = null;
}
