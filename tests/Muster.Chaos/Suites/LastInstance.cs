using Muster.Chaos.Players;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary>Never-Empty and its counterpart: a goodbye of the last instance empties the list at once; losing it without a word does not.</summary>
internal static class LastInstance
{
    private const string Provider = "provider-00", Consumer = "consumer-0";

    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task<Verdict> PlayAsync(Theatre theatre, CancellationToken cancel)
    {
        await Cast.EnterAsync(theatre, Settings.Of("providers=1", "consumers=1", "calls=20"), cancel);

        var asked = CallLog.Now;
        await theatre.StopAsync(Provider, cancel);
        await theatre.UntilAsync("the consumer's list is empty", () => Held(theatre) == 0, cancel);
        var goodbye = TimeSpan.FromMilliseconds(CallRecord.LastList(theatre.CallLogOf(Consumer)).At - asked);
        theatre.Say($"goodbye of the last one: empty {goodbye.TotalSeconds:0.00} s after SIGTERM");

        theatre.StartProvider(Provider, moves: false);
        await theatre.UntilAsync("the consumer has it back", () => Held(theatre) == 1, cancel);
        await theatre.KillAsync(Provider);
        await theatre.KillRegistryAsync();
        theatre.StartRegistry(forgets: true);
        await theatre.UntilAsync("the registry listens", theatre.RegistryListens, cancel);
        var told = CallLog.Now;
        theatre.Say("provider killed, and the registry replaced by one that knows nothing");
        var emptied = await EmptiedAsync(theatre, told, cancel);

        return new Verdict(
            $"the last instance: its goodbye empties the list within {Goodbye.TotalSeconds} s; its loss without a word does not, for {Kept.TotalSeconds} s",
            goodbye < Goodbye && emptied >= Kept,
            [
                $"goodbye: empty after {goodbye.TotalSeconds:0.00} s",
                $"killed, and a registry that lists nobody: kept for {emptied.TotalSeconds:0.0} s",
            ]);
    }

    private static async Task<TimeSpan> EmptiedAsync(Theatre theatre, long since, CancellationToken cancel)
    {
        try
        {
            await theatre.UntilAsync("the loss is confirmed", () => Held(theatre) == 0, Patience, cancel);
            return TimeSpan.FromMilliseconds(CallRecord.LastList(theatre.CallLogOf(Consumer)).At - since);
        }
        catch (StageException)
        {
            return Patience;   // kept for longer than anybody promised
        }
    }

    private static int Held(Theatre theatre) => CallRecord.LastList(theatre.CallLogOf(Consumer)).Instances.Length;
}
