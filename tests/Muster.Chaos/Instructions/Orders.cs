using Muster.Chaos.Stage;
using Muster.Testing.Carriers;

namespace Muster.Chaos.Instructions;

/// <summary>One instruction each for all processes, and the line that they reach the registry by.</summary>
internal sealed class Orders(Theatre theatre, CutLine line, IReadOnlyList<Order> all, CancellationToken cancel)
{
    public CutLine Line => line;

    public IReadOnlyList<Order> All => all;

    public void Ask()
    {
        foreach (var order in all) order.Ask();
    }

    public Task BegunAsync() => Task.WhenAll(all.Select(static order => order.BegunAsync()));

    public Task EndedAsync() => Task.WhenAll(all.Select(static order => order.EndedAsync()));

    /// <summary>Waits for all receipts.</summary>
    public Task AnsweredAsync() => Task.WhenAll(all.Select(static order => order.AnsweredAsync()));

    public Task RestAsync(TimeSpan time) => Task.Delay(time, cancel);

    public Task UntilAsync(string what, Func<bool> holds) => theatre.UntilAsync(what, holds, cancel);
}
