using System.Diagnostics;
using Muster.Protocol;

namespace Muster.Core.Watch;

/// <summary>What the writer of a connection has to send next: one control frame, or the answer to one subscriber.</summary>
internal readonly record struct Outgoing(Down? Control, ServiceView? View, WatchAnswer? Answer);

/// <summary>
/// All that one connection still has to be told. The machine puts in; the connection's own writer takes out, in parallel.
/// </summary>
/// <remarks>
/// Bounded whatever the peer does: control frames by <see cref="Capacity"/> (a peer that asks and never reads is cut
/// off), lists by one mark per subscriber (a slow consumer gets the merged latest, never a queue).
/// Control frames go first; a subscriber is answered from the newest list at the moment of taking.
/// </remarks>
/// <param name="wake">
/// Called, outside the lock, when an empty outbox has something to send, and when the outbox ends: a writer that is stuck
/// with a peer who does not read must hear of it too. Must not block.
/// </param>
internal sealed class Outbox(Action wake)
{
    public const int Capacity = 1024;

    /// <summary>Results within the control frames that wait: an answer to a batch weighs what its items do, a few hundred bytes each.</summary>
    public const int ResultCapacity = 20_000;

    /// <summary>Marks that wait, those of ended subscribers included: who follows and unfollows without reading is cut off too.</summary>
    public const int MarkCapacity = 2 * Limits.SubscriptionsPerConnection;

    private readonly Lock _lock = new();
    private readonly Queue<Down> _control = new();
    private readonly Queue<Subscriber> _pending = new();
    private int _results;
    private ulong _held;
    private bool _idle = true;
    private bool _ended;

    /// <summary>No more is accepted; the writer ends the connection when it has taken what is left.</summary>
    public bool Ended => Volatile.Read(ref _ended);

    /// <summary>Adds a control frame. A full outbox ends instead: the peer does not read.</summary>
    public void Put(Down frame)
    {
        lock (_lock)
        {
            if (_ended) return;
            _results += ResultsIn(frame);
            if (_control.Count >= Capacity || _results > ResultCapacity) _ended = true;
            else _control.Enqueue(frame);
            if (!NoteWorkLocked() && !_ended) return;
        }

        wake();
    }

    public void Mark(Subscriber subscriber)
    {
        lock (_lock)
        {
            if (_ended || subscriber.Ended || subscriber.Pending) return;
            if (_pending.Count >= MarkCapacity) _ended = true;
            else _pending.Enqueue(subscriber);
            subscriber.Pending = true;
            if (!NoteWorkLocked() && !_ended) return;
        }

        wake();
    }

    /// <summary>Starts a subscriber over from what the subscriber says he holds, and answers it.</summary>
    public void Answer(Subscriber subscriber, HeldList? held)
    {
        lock (_lock)
        {
            ForgetHeldLocked(subscriber);
            subscriber.Cursor = held;
        }

        Mark(subscriber);
    }

    public void Drop(Subscriber subscriber)
    {
        lock (_lock)
        {
            ForgetHeldLocked(subscriber);
            subscriber.Ended = true;
        }
    }

    /// <summary>Sends what is there, then ends the connection.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_ended) return;
            _ended = true;
        }

        wake();
    }

    /// <summary>The next thing to send; false when there is nothing until the next wake.</summary>
    public bool TryTake(out Outgoing next)
    {
        lock (_lock)
        {
            if (_control.TryDequeue(out var control))
            {
                _results -= ResultsIn(control);
                if (control.HeartbeatAck is { } ack) ack.Held = _held;
                next = new(control, null, null);
                return true;
            }

            while (!_ended && _pending.TryDequeue(out var subscriber))
            {
                subscriber.Pending = false;
                if (subscriber.Ended) continue;
                next = AnswerLocked(subscriber);
                return true;
            }

            _idle = true;
            next = default;
            return false;
        }
    }

    private static int ResultsIn(Down frame) => frame.Registered?.Results.Count ?? 0;

    private Outgoing AnswerLocked(Subscriber subscriber)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        var view = subscriber.Feed.Current;
        var answer = WatchAnswer.For(view, subscriber.Cursor);
        ForgetHeldLocked(subscriber);
        subscriber.Cursor = HeldList.Of(view);
        subscriber.Answered = true;
        _held += ListDigest.HeldEntry(view.Key.Service, view.Digest);
        return new(null, view, answer);
    }

    private void ForgetHeldLocked(Subscriber subscriber)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (!subscriber.Answered) return;
        subscriber.Answered = false;
        _held -= ListDigest.HeldEntry(subscriber.Feed.Key.Service, subscriber.Cursor!.Digest);
    }

    private bool NoteWorkLocked()
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        var wasIdle = _idle;
        _idle = false;
        return wasIdle;
    }
}
