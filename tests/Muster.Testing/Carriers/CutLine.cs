using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Muster.Testing.Carriers;

/// <summary>A line to a registry that a test can cut, close and have lose what goes by it. A connection after a cut goes through again.</summary>
internal sealed class CutLine : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _registry;
    private readonly List<Pair> _pairs = [];   // guarded by _lock
    private readonly List<byte> _lost = [];    // since it began to lose anything; guarded by _lock
    private readonly Lock _lock = new();
    private readonly Task _accepting;
    private volatile bool _closed;
    private volatile bool _losesUp;
    private volatile bool _losesDown;

    public CutLine(string registry)
    {
        _registry = IPEndPoint.Parse(registry);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Whether it lets lean frames through, or is as a box in between that knows gRPC alone.</summary>
    public bool TakesLean { get; init; } = true;

    /// <summary>Connections that it ended because they offered lean frames.</summary>
    public int TurnedAway { get; private set; }

    public int Cuts { get; private set; }

    /// <summary>Whether a text was in what it has lost, since it began to lose anything.</summary>
    public bool HasLost(string text)
    {
        lock (_lock) return CollectionsMarshal.AsSpan(_lost).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }

    /// <summary>Ends every connection under both sides. Answers how many there were.</summary>
    public int Cut()
    {
        Cuts++;
        return End(static pair => pair.Dispose());
    }

    /// <summary>Ends every connection under the client; the registry's side stays open and silent. Answers how many there were.</summary>
    public int Halve()
    {
        Cuts++;
        return End(static pair => pair.Halve());
    }

    /// <summary>Cuts, and lets nobody through until it is opened. Answers how many connections there were.</summary>
    public int Close()
    {
        _closed = true;
        return Cut();
    }

    public void Open() => _closed = false;

    /// <summary>What the client sends comes nowhere, until the next cut.</summary>
    public void LoseUp() => Lose(() => _losesUp = true);

    /// <summary>What the registry sends comes nowhere, until the next cut.</summary>
    public void LoseDown() => Lose(() => _losesDown = true);

    public void Dispose()
    {
        _listener.Stop();
        End(static pair => pair.Dispose());
        _accepting.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
    }

    private void Lose(Action begin)
    {
        lock (_lock)
        {
            _lost.Clear();
            begin();
        }
    }

    private int End(Action<Pair> how)
    {
        lock (_lock)
        {
            var stood = _pairs.Count(static pair => pair is { IsOver: false, IsHalved: false });
            foreach (var pair in _pairs) how(pair);
            _pairs.RemoveAll(static pair => pair.IsOver);
            (_losesUp, _losesDown) = (false, false);   // only now: nothing slips through before the end
            return stood;
        }
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                var pair = new Pair(await _listener.AcceptTcpClientAsync());
                if (!await ReachAsync(pair)) continue;
                lines.Add(CarryAsync(pair, pair.Client, pair.Registry, () => _losesUp));
                lines.Add(CarryAsync(pair, pair.Registry, pair.Client, () => _losesDown));
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task<bool> ReachAsync(Pair pair)
    {
        try
        {
            if (!_closed) await pair.Registry.ConnectAsync(_registry);
        }
        catch (SocketException)
        {
            // The registry is away, and the client is told as it would be without us: by an end.
        }

        lock (_lock)
        {
            if (!_closed && pair.Registry.Connected) _pairs.Add(pair);
            else pair.Dispose();
            return !pair.IsOver;
        }
    }

    private async Task CarryAsync(Pair pair, TcpClient from, TcpClient to, Func<bool> loses)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var count)
            {
                if (!TakesLean && from == pair.Client && buffer.AsSpan(0, count).IndexOf(LeanOffer) >= 0)
                {
                    TurnedAway++;
                    break;
                }

                if (loses()) Keep(buffer.AsSpan(0, count));
                else await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception cut) when (cut is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or one side is done.
        }

        if (!pair.IsHalved) pair.Dispose();
    }

    private void Keep(ReadOnlySpan<byte> lost)
    {
        lock (_lock) _lost.AddRange(lost);
    }

    /// <summary>In the first message of a handshake, and of a conversation in cleartext.</summary>
    private static ReadOnlySpan<byte> LeanOffer => "muster/1"u8;

    /// <summary>A client's connection, and that to the registry which stands for it.</summary>
    private sealed class Pair(TcpClient client) : IDisposable
    {
        public TcpClient Client { get; } = client;

        public TcpClient Registry { get; } = new();

        public bool IsHalved { get; private set; }

        public bool IsOver { get; private set; }

        public void Halve()
        {
            IsHalved = true;
            Client.Dispose();
        }

        public void Dispose()
        {
            IsOver = true;
            Client.Dispose();
            Registry.Dispose();
        }
    }
}
