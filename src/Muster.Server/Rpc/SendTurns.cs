using System.Collections.Concurrent;

namespace Muster.Server.Rpc;

/// <summary>Who has something to send over gRPC, first come first served, a few at a time.</summary>
/// <remarks>
/// A change wakes every consumer of a service at once. The web server reads requests and writes frames on the thread pool
/// too: behind ten thousand sends, the provider whose change it was would wait for its answer until the last of them was
/// served, and its next change could never be merged with it. A worker therefore steps back behind the others of the pool
/// after each <see cref="Batch"/>. It never waits for a client: who cannot take a frame goes on alone. Lean frames need
/// none of it: they are read and answered off the pool, and written where they are sent.
/// </remarks>
internal sealed class SendTurns : IThreadPoolWorkItem
{
    /// <summary>Connections that are served in one go; with 256, a rolling restart of 10,000 consumers takes twenty times as long.</summary>
    private const int Batch = 16;

    private static readonly int Workers = Environment.ProcessorCount;
    private readonly ConcurrentQueue<IThreadPoolWorkItem> _due = new();
    private int _working;

    /// <summary>Has it executed soon, on a thread of the pool.</summary>
    public void Add(IThreadPoolWorkItem sender)
    {
        _due.Enqueue(sender);
        Begin();
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var served = 0; served < Batch && _due.TryDequeue(out var next); served++) next.Execute();
        if (!_due.IsEmpty)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        Interlocked.Decrement(ref _working);
        if (!_due.IsEmpty) Begin();   // added between the two looks
    }

    private void Begin()
    {
        for (var working = Volatile.Read(ref _working); working < Workers; working = Volatile.Read(ref _working))
        {
            if (Interlocked.CompareExchange(ref _working, working + 1, working) != working) continue;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }
    }
}
