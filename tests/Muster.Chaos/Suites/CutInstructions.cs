using Muster.Chaos.Instructions;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;
using Muster.Testing.Carriers;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Chaos.Suites;

/// <summary>Once: processes are told what to do while their lines break, and while the registry is killed; each instruction takes effect once, and its receipt tells.</summary>
/// <remarks>
/// A round: every fault of the line is played, each on all processes at once; then all are told once more and the registry
/// is killed, in the first round while all are at work, in others at a moment by chance, started again, and asked again with
/// the same ids. Of each fault it is counted how many instructions it met: one that met none has shown nothing.
/// </remarks>
internal sealed class CutInstructions(Theatre theatre, CutLine line, Settings settings, CancellationToken cancel)
{
    private const string Kill = "the registry is killed", Whole = "between faults";

    private static readonly TimeSpan KillWithin = TimeSpan.FromMilliseconds(500);   // before the first has begun, to after all are answered

    private readonly Random _chance = new(1);
    private readonly LineFault[] _faults = [.. LineFault.All.Take(settings.Faults)];
    private readonly Dictionary<string, FaultCount> _counts = LineFault.All.Select(static fault => new FaultCount(fault.Name, fault.Met))
        .Append(new(Whole)).Append(new(Kill, "a call for its receipt broke")).ToDictionary(static count => count.Fault);
    private readonly List<string> _broken = [];

    public static async Task<Verdict> PlayAsync(Theatre theatre, Settings settings, CancellationToken cancel)
    {
        using var line = new CutLine(theatre.Registry);
        return await new CutInstructions(theatre, line, settings, cancel).PlayAsync();
    }

    private async Task<Verdict> PlayAsync()
    {
        theatre.StartRegistry(advertised: line.Address);   // or processes would learn of a way around
        await theatre.Observer.SubscribeAsync(ConsumerPlayer.Service, cancel);
        foreach (var pair in Cast.Providers(settings).Chunk(2))
        {
            foreach (var provider in pair) theatre.StartProvider(provider, moves: false, new Way(line.Address));
            foreach (var provider in pair) await theatre.ListedAsync(provider, cancel);
        }

        await WrittenDown.UntilAsync(theatre, Cast.Providers(settings), cancel);
        for (var round = 0; round < settings.Rounds; round++)
        {
            var from = CallLog.Now;
            foreach (var (at, fault) in _faults.Index()) await CutAsync(fault, round + at);
            await KillAsync(round);
            theatre.Say($"round {round + 1} of {settings.Rounds}: {(CallLog.Now - from) / 1000.0:0.0} s, {_broken.Count} broken");
        }

        string[] faults = [.. _counts.Values.Select(static count => count.Nothing).OfType<string>(), .. _broken];
        return new Verdict(
            $"instructions to {settings.Providers} processes, {settings.Rounds} rounds, with their line cut in the middle and the registry killed: each takes effect once, and all its receipts tell what was done",
            faults.Length == 0,
            [.. _counts.Values.Where(static count => count.IsPlayed).Select(static count => count.ToString()), .. faults.Take(20)]);
    }

    private async Task CutAsync(LineFault fault, int number)
    {
        var orders = New(number, fault.Within);
        _counts[fault.Name].Meet(await fault.PlayAsync(orders));
        await JudgeAsync(fault.Name, fault.Receipt, orders);
        await JudgeAsync(Whole, Outcome.Done, Asked(New(number + 1)));   // and all are back
        await JudgeAsync(fault.Name, fault.Receipt, orders, again: true);
    }

    private async Task KillAsync(int round)
    {
        var orders = New(round);
        using (round == 0 ? orders.Hold() : null)
        {
            orders.Ask();
            await (round == 0 ? orders.BegunAsync() : Task.Delay(KillWithin * _chance.NextDouble(), cancel));
            await theatre.KillRegistryAsync();
            _counts[Kill].KilledAt(orders.All);
        }

        theatre.StartRegistry(advertised: line.Address);
        await theatre.UntilAsync("the registry listens again", theatre.RegistryListens, cancel);
        await JudgeAsync(Kill, Outcome.Done, orders);
        _counts[Kill].Meet(orders.All.Count(static order => order.Retries > 0));
        await JudgeAsync(Kill, Outcome.Done, orders, again: true);   // also those whose receipt the registry has forgotten
    }

    private async Task JudgeAsync(string fault, Outcome expected, Orders orders, bool again = false)
    {
        foreach (var order in orders.All)
        {
            var receipts = again ? [await order.OnceMoreAsync()] : await order.AnsweredAsync();
            var wrong = Truth.FaultIn(expected, receipts, order.Done);
            if (wrong is null && receipts[0].Outcome is Outcome.Done && await order.IsListedDrainedAsync() != order.Deeds.IsDrained) wrong = "the list does not say what the process did";
            if (!again) _counts[fault].Add(order, receipts[0].Outcome);
            if (wrong is not null) _broken.Add($"{fault}{(again ? ", asked again" : "")}: {order.Command} {order.Id}: {wrong}");
        }
    }

    private Orders New(int number, TimeSpan? within = null)
    {
        var command = Deeds.Commands[number % Deeds.Commands.Length];
        return new(theatre, line, [.. Cast.Providers(settings).Select(provider => new Order(theatre, provider, command, cancel) { Within = within ?? TimeSpan.FromSeconds(30) })], cancel);
    }

    private static Orders Asked(Orders orders)
    {
        orders.Ask();
        return orders;
    }
}
