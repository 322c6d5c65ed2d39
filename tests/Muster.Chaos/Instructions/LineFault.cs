using Muster.Testing.Carriers;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Chaos.Instructions;

/// <summary>What happens to the line between a registry and processes while instructions are under way, and what their receipts must say then.</summary>
/// <param name="Name">In what is printed.</param>
/// <param name="Met">Which instructions it has met, in what is printed.</param>
/// <param name="Receipt">What alone is true.</param>
/// <param name="Within">The deadline.</param>
/// <param name="PlayAsync">Asks, and disturbs the line once what is to be met is there. Answers how many instructions that was: no more than connections ended. The line is whole again afterwards.</param>
internal sealed record LineFault(string Name, string Met, Outcome Receipt, TimeSpan Within, Func<Orders, Task<int>> PlayAsync)
{
    private const string AtWork = "at work when the connection ended", Lost = "the line lost it", ResultLost = "done, and the line lost the result";

    /// <summary>A cut has come to both sides by then.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30), Short = TimeSpan.FromSeconds(5);

    public static readonly LineFault[] All =
    [
        new("cut while it is at work", AtWork, Outcome.Done, Long, static orders => CutAtWorkAsync(orders, static line => line.Cut())),
        new("cut at the process's side alone", AtWork, Outcome.Done, Long, static orders => CutAtWorkAsync(orders, static line => line.Halve())),
        new("the result is lost", ResultLost, Outcome.Done, Long, static async orders =>
        {
            var met = await LoseResultAsync(orders);
            return Math.Min(met, orders.Line.Cut());
        }),
        new("the instruction is lost", Lost, Outcome.Done, Long, static async orders =>
        {
            var met = await LoseAsync(orders);
            return Math.Min(met, orders.Line.Cut());
        }),
        new("asked for while it is away", "the registry held it, and nobody came through", Outcome.Done, Long, static async orders =>
        {
            var ended = await CloseAsync(orders);
            orders.Ask();
            await orders.HeldAsync();
            return Open(orders, Math.Min(ended, orders.Unanswered(static order => order.Done.Begun == 0)));
        }),
        new("away until the deadline", "answered while nobody came through", Outcome.NotDone, Short, static async orders =>
        {
            var ended = await CloseAsync(orders);
            orders.Ask();
            await orders.AnsweredAsync();
            return Open(orders, Math.Min(ended, orders.All.Count(static order => order.Done.Begun == 0)));
        }),
        new("the instruction is lost, away until the deadline", Lost, Outcome.Unknown, Short, static async orders =>
        {
            var met = await LoseAsync(orders);
            met = Math.Min(met, orders.Line.Close());
            await orders.AnsweredAsync();
            return Open(orders, met);
        }),
        new("the result is lost, away until the deadline", ResultLost, Outcome.Unknown, Short, static async orders =>
        {
            var met = await LoseResultAsync(orders);
            met = Math.Min(met, orders.Line.Close());
            await orders.AnsweredAsync();
            return Open(orders, met);
        }),
    ];

    private static async Task<int> CutAtWorkAsync(Orders orders, Func<CutLine, int> cut)
    {
        using var held = orders.Hold();
        orders.Ask();
        await orders.BegunAsync();
        return Math.Min(cut(orders.Line), orders.Unanswered(static order => order.Done is { Begun: > 0, Ended: 0 }));
    }

    /// <summary>Waits until the line has lost every instruction, or it is too late for one, as on a busy machine. Answers how many it has.</summary>
    private static async Task<int> LoseAsync(Orders orders)
    {
        orders.Line.LoseDown();
        orders.Ask();
        await orders.UntilAsync("the instructions are lost", order => order.Answered > 0 || orders.Line.HasLost(order.Id));
        return orders.Unanswered(order => order.Done.Begun == 0 && orders.Line.HasLost(order.Id));
    }

    /// <summary>The same, of results.</summary>
    private static async Task<int> LoseResultAsync(Orders orders)
    {
        orders.Line.LoseUp();
        orders.Ask();
        await orders.UntilAsync("the results are lost", order => order.Answered > 0 || orders.Line.HasLost(order.Id));
        return orders.Unanswered(order => order.Done.Ended > 0 && orders.Line.HasLost(order.Id));
    }

    private static async Task<int> CloseAsync(Orders orders)
    {
        var ended = orders.Line.Close();
        await orders.RestAsync(Moment);
        return ended;
    }

    private static int Open(Orders orders, int met)
    {
        orders.Line.Open();
        return met;
    }
}
