using System.Globalization;
using Muster.Chaos.Stage;
using Muster.Testing.Carriers;

namespace Muster.Chaos.Instructions;

/// <summary>One instruction each for all processes, and the line that they reach the registry by.</summary>
internal sealed class Orders(Theatre theatre, CutLine line, IReadOnlyList<Order> all, CancellationToken cancel)
{
    private const string Open = "muster_instructions_open ";

    public CutLine Line => line;

    public IReadOnlyList<Order> All => all;

    public void Ask()
    {
        foreach (var order in all) order.Ask();
    }

    /// <summary>From now on none ends, until this is over.</summary>
    public Hold Hold() => new(theatre.Folder);

    /// <summary>How many of those that nobody has a receipt of are so.</summary>
    public int Unanswered(Func<Order, bool> so) => all.Count(order => order.Answered == 0 && so(order));

    public Task BegunAsync() => Task.WhenAll(all.Select(static order => order.BegunAsync()));

    /// <summary>Waits until the registry holds them all, by its own figures, or one did come through.</summary>
    public Task HeldAsync() => theatre.UntilAsync("the registry holds the instructions", async () =>
    {
        var figures = await theatre.FiguresAsync(cancel);
        var open = figures.Split('\n').FirstOrDefault(static line => line.StartsWith(Open, StringComparison.Ordinal));
        return (open is not null && double.Parse(open.AsSpan(Open.Length), CultureInfo.InvariantCulture) >= all.Count) || all.Any(static order => order.Done.Begun > 0);
    }, cancel);

    /// <summary>Waits for all receipts.</summary>
    public Task AnsweredAsync() => Task.WhenAll(all.Select(static order => order.AnsweredAsync()));

    public Task RestAsync(TimeSpan time) => Task.Delay(time, cancel);

    /// <summary>Waits until each is so.</summary>
    public Task UntilAsync(string what, Func<Order, bool> so) => theatre.UntilAsync(what, () => all.All(so), cancel);
}
