using Google.Protobuf;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>One client's stream, over any carrier: what comes up goes to the registry, what its outbox holds goes down.</summary>
/// <remarks>
/// <code>
///   carrier ─▶ reader ─▶ loop ─▶ registry ─▶ outbox ─▶ sender ─▶ carrier
/// </code>
/// The reader hands in one frame at a time and waits until it was stepped: whatever a client sends, it takes one place
/// in the loop's inbox. The two tasks are owned and awaited by <see cref="ServeAsync"/>; whichever ends first ends both,
/// after what the outbox still holds was sent, or <see cref="Farewell"/> has passed.
/// </remarks>
internal sealed class RegistryConnection
{
    /// <summary>How long a client has for its first frame.</summary>
    public static readonly TimeSpan HelloWithin = TimeSpan.FromSeconds(10);

    /// <summary>How long a client has to take the last frames.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly ICarrier _carrier;
    private readonly string _kind;
    private readonly RegistryDoor _door;
    private readonly Outbox _outbox;
    private readonly Connection _connection;
    private readonly Signal _work = new();
    private readonly Signal _stepped = new();
    private readonly Action<bool> _onStepped;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="carrier">The way to the client; ended here.</param>
    /// <param name="kind">What the carrier is called where connections are counted.</param>
    /// <param name="origin">Where the client connects from.</param>
    /// <param name="secret">Sixteen random bytes for the session that may come of it.</param>
    /// <param name="door">The node.</param>
    public RegistryConnection(ICarrier carrier, string kind, Origin origin, ReadOnlyMemory<byte> secret, RegistryDoor door)
    {
        (_carrier, _kind, _door) = (carrier, kind, door);
        _outbox = new Outbox(Wake);
        _connection = new Connection(_outbox, carrier.Peer, origin, secret);
        _onStepped = _ => _stepped.Set();
    }

    /// <summary>Holds the whole conversation of <c>Connect</c>.</summary>
    /// <param name="over">The client is gone, or the time that it set is over.</param>
    /// <exception cref="CarrierLostException">The client broke off, or sent what the carrier cannot read.</exception>
    public async Task ConverseAsync(CancellationToken over)
    {
        await using var ending = EndWhen(over);
        await ServeAsync(ReadAllAsync());
    }

    /// <summary>Sends one service's list and its changes until the client is gone. The caller was authorized.</summary>
    /// <param name="service">What is followed.</param>
    /// <param name="held">What the client has.</param>
    /// <param name="over">The client is gone, or the time that it set is over; nothing more is read from it.</param>
    public async Task FollowAsync(ServiceKey service, Held? held, CancellationToken over)
    {
        await using var ending = EndWhen(over);
        await _door.Loop.PostAsync(new Input.Watch(_connection, service, held), CancellationToken.None);
        await ServeAsync(reading: _ended.Task);
    }

    private async Task ServeAsync(Task reading)
    {
        var sending = SendAllAsync();
        var brokeOff = false;
        await using var leaving = EndWhen(_door.Left);
        _door.Meter.Opened(_kind);
        try
        {
            await Task.WhenAny(reading, sending, _ended.Task);
            brokeOff = reading.IsFaulted;
            _outbox.End();
            await EndsAsync(sending).WaitAsync(Farewell, _door.Time);
        }
        catch (TimeoutException)
        {
            // The client does not read. What it missed it will get when it connects again.
        }
        finally
        {
            await _carrier.DisposeAsync();   // wakes whichever still waits
            await Task.WhenAll(sending, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _door.Loop.PostAsync(new Input.Closed(_connection), CancellationToken.None);
            _door.Meter.Closed(_kind);
        }

        await EndsAsync(sending);
        await (brokeOff ? reading : EndsAsync(reading));
    }

    private async Task ReadAllAsync()
    {
        using (var patience = new CancellationTokenSource(HelloWithin, _door.Time))
        {
            try
            {
                if (!await ReadOneAsync(Limits.HelloBytes, patience.Token)) return;
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                _outbox.Put(new Down
                {
                    Refused = new Refused { Error = Errors.Invalid($"No Hello came within {HelloWithin.TotalSeconds:0} s. It must be the first frame.") },
                });
                return;
            }
        }

        if (_connection.Session is null) return;   // refused, and told why
        while (await ReadOneAsync(Limits.FrameBytes, CancellationToken.None))
        {
            // Until the client ends the conversation.
        }
    }

    private async ValueTask<bool> ReadOneAsync(int limit, CancellationToken cancel)
    {
        if (await _carrier.ReceiveAsync(cancel) is not { } message) return false;
        await _door.Loop.PostAsync(Read(message.Span, limit), _onStepped, CancellationToken.None);
        await _stepped.WaitAsync();
        return true;
    }

    private Input Read(ReadOnlySpan<byte> message, int limit)
    {
        if (message.Length > limit)
            return new Input.Malformed(_connection, $"The frame has {message.Length} bytes; the limit {(limit == Limits.FrameBytes ? "" : "of the first one ")}is {limit}. Send its content in several frames.");

        try
        {
            return new Input.Received(_connection, Up.Parser.ParseFrom(message));
        }
        catch (InvalidProtocolBufferException)
        {
            return new Input.Malformed(_connection, $"A frame of {message.Length} bytes is not a muster.v1.Up message. Check that the client was built from this registry's proto files.");
        }
    }

    private async Task SendAllAsync()
    {
        while (true)
        {
            while (_outbox.TryTake(out var next)) await SendAsync(next);
            if (_outbox.Ended) return;
            await _work.WaitAsync();
        }
    }

    private async ValueTask SendAsync(Outgoing next)
    {
        if (next.Control is { } control)
        {
            await _carrier.SendAsync(control.ToByteArray(), CancellationToken.None);
            return;
        }

        var frames = next.View!.Encodings.Frames(next.Answer!);
        var bytes = 0L;
        for (var i = 0; i < frames.Count; i++)
        {
            await PushAsync(frames[i]);
            bytes += frames[i].Length;
        }

        _door.Meter.Pushed(next.Answer!, bytes);
    }

    /// <summary>Costs nothing but the sending, as long as the client reads.</summary>
    private ValueTask PushAsync(ReadOnlyMemory<byte> frame)
    {
        var sending = _carrier.SendAsync(frame, CancellationToken.None);
        return sending.IsCompleted ? sending : WaitAsync(sending);
    }

    private async ValueTask WaitAsync(ValueTask sending)
    {
        _door.Meter.Laggards.Waits(this, _door.Time.GetTimestamp());
        try
        {
            await sending;
        }
        finally
        {
            _door.Meter.Laggards.Took(this);
        }
    }

    private CancellationTokenRegistration EndWhen(CancellationToken over) =>
        over.UnsafeRegister(static outbox => ((Outbox)outbox!).End(), _outbox);

    private void Wake()
    {
        _work.Set();
        if (_outbox.Ended) _ended.TrySetResult();
    }

    /// <summary>Waits for the end of a task for which a lost carrier is an expected one.</summary>
    private static async Task EndsAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (CarrierLostException)
        {
            // Told to whom it concerns by ServeAsync.
        }
    }
}
