using Muster.Server.Rpc;

namespace Muster.Server.Tests.Rpc;

/// <summary>The bell between the registry's loop and a connection's sender.</summary>
public sealed class Signals
{
    [Fact]
    public async Task Signals_that_nobody_waited_for_are_kept_as_one()
    {
        var signal = new Signal();
        signal.Set();
        signal.Set();

        await signal.WaitAsync();

        Assert.False(signal.WaitAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task Every_signal_wakes_the_waiter_again()
    {
        var signal = new Signal();

        for (var i = 0; i < 1000; i++)
        {
            var woken = signal.WaitAsync().AsTask();
            Assert.False(woken.IsCompleted);
            signal.Set();
            await woken.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_signal_allocates_nothing()
    {
        var signal = new Signal();
        await RingAsync(signal, 1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        await RingAsync(signal, 1000);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200);   // the call itself, not its thousand rounds
    }

    private static async Task RingAsync(Signal signal, int times)
    {
        for (var i = 0; i < times; i++)
        {
            signal.Set();
            await signal.WaitAsync();   // set already, so that this stays on one thread
        }
    }
}
