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
/// in the loop's inbox. Nobody waits to send: whoever finds that nobody sends yet does, until the outbox is empty. The
/// reader claims that from its first step until no more frames are at hand, and so answers its own client itself, in one
/// piece; else it is a thread of the pool, over gRPC one that lets others pass (<see cref="SendTurns"/>).
/// Once the outbox has ended, the client has <see cref="Farewell"/> to take what it still holds.
/// </remarks>
internal sealed class RegistryConnection : IThreadPoolWorkItem
{
    /// <summary>How long a client has for its first frame.</summary>
    public static readonly TimeSpan HelloWithin = TimeSpan.FromSeconds(10);

    /// <summary>How long a client has to take the last frames.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    /// <summary>Frames that a client gets answered at once, where they come together.</summary>
    private const int MostUnanswered = 8;

    private readonly ICarrier _carrier;
    private readonly string _kind;
    private readonly RegistryDoor _door;
    private readonly Outbox _outbox;
    private readonly OutboxWriter _writer;
    private readonly Connection _connection;
    private readonly Signal _stepped = new();
    private readonly Action<bool> _onStepped;
    private readonly TaskCompletionSource _parted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _sent;   // made once it is of interest
    private Task _sending = Task.CompletedTask;
    private bool _mayAnswer;   // the reader has claimed to send; the reader's own, as the next
    private int _unanswered;
    private bool _isParting;
    private int _wakes;   // not served yet; above zero somebody sends, or has claimed to

    /// <param name="carrier">The way to the client; ended here.</param>
    /// <param name="kind">What the carrier is called where connections are counted.</param>
    /// <param name="origin">Where the client connects from.</param>
    /// <param name="secret">Sixteen random bytes for the session that may come of it.</param>
    /// <param name="door">The node.</param>
    public RegistryConnection(ICarrier carrier, string kind, Origin origin, ReadOnlyMemory<byte> secret, RegistryDoor door)
    {
        (_carrier, _kind, _door) = (carrier, kind, door);
        _outbox = new Outbox(Wake);
        _writer = new OutboxWriter(_outbox, carrier, door);
        _connection = new Connection(_outbox, carrier.Peer, origin, secret);
        _onStepped = _ => _stepped.Set();
    }

    /// <summary>What the client showed as it connected; null: nothing.</summary>
    public ShownCertificate? Certificate { init => _connection.Certificate = value; }

    /// <summary>Holds the whole conversation of <c>Connect</c>.</summary>
    /// <param name="over">The client is gone, or the time that it set is over.</param>
    /// <exception cref="CarrierLostException">The client broke off, or sent what the carrier cannot read.</exception>
    public async Task ConverseAsync(CancellationToken over)
    {
        await using var ending = EndWhen(over);
        await using var leaving = EndWhen(_door.Left);
        _door.Meter.Opened(_kind);
        try
        {
            if (!await IsGreetedAsync()) return;
            while (await NextAsync() is { } message) await StepAsync(Read(message.Span, Limits.FrameBytes));
        }
        catch (CarrierLostException) when (_outbox.Ended)
        {
            // He was told to go, or takes nothing: what he still had to say does not matter.
        }
        finally
        {
            Answer();
            await CloseAsync();
        }
    }

    /// <summary>Sends one service's list and its changes until the client is gone. The caller was authorized.</summary>
    /// <param name="caller">Who follows.</param>
    /// <param name="service">What is followed.</param>
    /// <param name="held">What the client has.</param>
    /// <param name="over">The client is gone, or the time that it set is over; nothing more is read from it.</param>
    public async Task FollowAsync(Caller caller, ServiceKey service, Held? held, CancellationToken over)
    {
        await using var ending = EndWhen(over);
        await using var leaving = EndWhen(_door.Left);
        _door.Meter.Opened(_kind);
        try
        {
            _connection.Caller = caller;
            await _door.Loop.PostAsync(new Input.Watch(_connection, service, held), CancellationToken.None);
            await _parted.Task;
        }
        finally
        {
            await CloseAsync();
        }
    }

    /// <summary>Completes when the ended outbox is empty, or the client takes no more.</summary>
    private TaskCompletionSource Sent => LazyInitializer.EnsureInitialized(ref _sent, static () => new(TaskCreationOptions.RunContinuationsAsynchronously));

    void IThreadPoolWorkItem.Execute() => _sending = SendAllAsync();

    /// <summary>False when the client is refused; he was told why.</summary>
    private async Task<bool> IsGreetedAsync()
    {
        using var patience = new CancellationTokenSource(HelloWithin, _door.Time);
        try
        {
            if (await _carrier.ReceiveAsync(patience.Token) is { } hello) await StepAsync(Read(hello.Span, Limits.HelloBytes));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            _outbox.Put(new Down
            {
                Refused = new Refused { Error = Errors.Invalid($"No Hello came within {HelloWithin.TotalSeconds:0} s. It must be the first frame.") },
            });
        }

        return _connection.Session is not null;
    }

    /// <summary>The next frame. Where it is not at hand yet, the answers to the former ones go out first.</summary>
    private ValueTask<ReadOnlyMemory<byte>?> NextAsync()
    {
        var next = _carrier.ReceiveAsync(CancellationToken.None);
        if (!next.IsCompleted || ++_unanswered >= MostUnanswered) Answer();
        return next;
    }

    private async ValueTask StepAsync(Input input)
    {
        _mayAnswer |= Interlocked.Increment(ref _wakes) == 1;
        await _door.Loop.PostAsync(input, _onStepped, CancellationToken.None);
        await _stepped.WaitAsync();
    }

    private void Answer()
    {
        if (!_mayAnswer) return;
        (_mayAnswer, _unanswered) = (false, 0);
        _sending = SendAllAsync();
    }

    private async Task CloseAsync()
    {
        _outbox.End();
        await _parted.Task;
        await _door.Loop.PostAsync(new Input.Closed(_connection), CancellationToken.None);
        _door.Meter.Closed(_kind);
        await Sent.Task;
    }

    private Input Read(ReadOnlySpan<byte> message, int limit)
    {
        if (message.Length > limit)
            return new Input.Malformed(_connection, $"The frame has {message.Length} bytes; the limit {(limit == Limits.FrameBytes ? "" : "of the first one ")}is {limit}. Send its content in several frames.");

        try
        {
            return _door.Candidates.Read(message) is { } candidates
                ? new Input.Enrol(_connection, candidates)
                : new Input.Received(_connection, Up.Parser.ParseFrom(message));
        }
        catch (InvalidProtocolBufferException)
        {
            return new Input.Malformed(_connection, $"A frame of {message.Length} bytes is not a muster.v1.Up message. Check that the client was built from this registry's proto files.");
        }
    }

    /// <summary>Until the outbox is empty and no wake came meanwhile.</summary>
    private async Task SendAllAsync()
    {
        try
        {
            int served;
            do
            {
                served = Volatile.Read(ref _wakes);
                await _writer.WriteAllAsync();
            }
            while (Interlocked.Add(ref _wakes, -served) > 0);
            if (_outbox.Ended) Sent.TrySetResult();
        }
        catch (CarrierLostException)
        {
            Sent.TrySetResult();   // the reader hears of it too
            _outbox.End();
        }
        catch (Exception bug)
        {
            Sent.TrySetException(bug);
            _outbox.End();
        }
    }

    private CancellationTokenRegistration EndWhen(CancellationToken over) =>
        over.UnsafeRegister(static outbox => ((Outbox)outbox!).End(), _outbox);

    private void Wake()
    {
        if (_outbox.Ended && !Interlocked.Exchange(ref _isParting, true)) _ = PartAsync();   // awaited through _parted
        if (Interlocked.Increment(ref _wakes) != 1) return;
        if (_carrier is GrpcServerCarrier) _door.Turns.Add(this);
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Gives the client time to take what is left, then wakes whoever still waits for him.</summary>
    private async Task PartAsync()
    {
        await Sent.Task.WaitAsync(Farewell, _door.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _carrier.DisposeAsync();
        _parted.SetResult();
    }
}
