using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Chaos.Instructions;

/// <summary>What happens to the line between a registry and processes while instructions are under way, and what their receipts must say then.</summary>
/// <param name="Name">In what is printed.</param>
/// <param name="Receipt">What alone is true.</param>
/// <param name="Within">The deadline.</param>
/// <param name="PlayAsync">Asks, and disturbs the line. It is whole again afterwards.</param>
internal sealed record LineFault(string Name, Outcome Receipt, TimeSpan Within, Func<Orders, Task> PlayAsync)
{
    /// <summary>A cut has come to both sides, and a result was sent, by then.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30), Short = TimeSpan.FromSeconds(5);

    /// <summary>Only what names an instruction is as long: with heartbeats alone no line loses as much so soon.</summary>
    private const int BytesOfAnInstruction = 60;

    public static readonly LineFault[] All =
    [
        new("cut while it is at work", Outcome.Done, Long, static async orders =>
        {
            orders.Ask();
            await orders.BegunAsync();
            orders.Line.Cut();
        }),
        new("cut at the process's side alone", Outcome.Done, Long, static async orders =>
        {
            orders.Ask();
            await orders.BegunAsync();
            orders.Line.Halve();
        }),
        new("the result is lost", Outcome.Done, Long, static async orders =>
        {
            orders.Line.LoseUp();
            orders.Ask();
            await orders.EndedAsync();
            await orders.RestAsync(Moment);
            orders.Line.Cut();
        }),
        new("the instruction is lost", Outcome.Done, Long, static async orders =>
        {
            await LoseAsync(orders);
            orders.Line.Cut();
        }),
        new("asked for while it is away", Outcome.Done, Long, static async orders =>
        {
            orders.Line.Close();
            await orders.RestAsync(Moment);
            orders.Ask();
            await orders.RestAsync(Moment);
            orders.Line.Open();
        }),
        new("away until the deadline", Outcome.NotDone, Short, static async orders =>
        {
            orders.Line.Close();
            await orders.RestAsync(Moment);
            orders.Ask();
            await orders.AnsweredAsync();
            orders.Line.Open();
        }),
        new("the instruction is lost, away until the deadline", Outcome.Unknown, Short, static async orders =>
        {
            await LoseAsync(orders);
            orders.Line.Close();
            await orders.AnsweredAsync();
            orders.Line.Open();
        }),
        new("the result is lost, away until the deadline", Outcome.Unknown, Short, static async orders =>
        {
            orders.Line.LoseUp();
            orders.Ask();
            await orders.UntilAsync("they have done it, or are too late for it", () => orders.All.All(static order => order.Done.Ended > 0 || order.Answered > 0));   // on a busy machine
            await orders.RestAsync(Moment);
            orders.Line.Close();
            await orders.AnsweredAsync();
            orders.Line.Open();
        }),
    ];

    private static async Task LoseAsync(Orders orders)
    {
        orders.Line.LoseDown();
        orders.Ask();
        await orders.UntilAsync("the instructions are lost", () => orders.Line.Lost >= BytesOfAnInstruction * orders.All.Count);
    }
}
