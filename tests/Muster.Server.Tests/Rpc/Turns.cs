using Muster.Server.Rpc;

namespace Muster.Server.Tests.Rpc;

public sealed class Turns : IDisposable
{
    private const int Senders = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly SendTurns _turns = new();
    private readonly ManualResetEventSlim _passed = new();   // the other work was done
    private readonly CountdownEvent _served = new(Senders);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _passed.Dispose();
        _served.Dispose();
    }

    [Fact]
    public void Everybody_has_a_turn_whoever_adds_him()
    {
        _passed.Set();
        Parallel.For(0, Senders, number => _turns.Add(new Sender(this, number)));
        Assert.True(_served.Wait(Patience, Cancel));
    }

    [Fact]
    public void Other_work_passes_those_who_wait_for_their_turn()
    {
        for (var number = 0; number < Senders; number++) _turns.Add(new Sender(this, number));
        ThreadPool.QueueUserWorkItem(static passed => passed.Set(), _passed, preferLocal: false);

        Assert.True(_served.Wait(Patience, Cancel));
        Assert.True(_passed.IsSet);
    }

    /// <summary>The later half of them waits for the other work.</summary>
    private sealed class Sender(Turns test, int number) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            if (number < Senders / 2 || test._passed.Wait(Patience)) test._served.Signal();
        }
    }
}
