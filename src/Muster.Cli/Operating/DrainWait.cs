using System.CommandLine;
using Muster.Cli.CommandLine;
using Muster.Core;
using Muster.Protocol;
using Muster.Server.Api;

namespace Muster.Cli.Operating;

/// <summary><c>--wait</c>: goes on until nobody who says which list he uses calls the drained any more.</summary>
internal sealed class DrainWait
{
    private readonly Option<string?> _wait = new("--wait") { HelpName = "TIME", Description = $"Waits until every consumer uses a list without them, at most so long ({Limits.ReceiptSeconds}s)." };

    public void AddTo(Command verb) => verb.Add(_wait);

    /// <summary>Null where it was not said.</summary>
    /// <exception cref="CommandFailure">It is no time that can be waited.</exception>
    public TimeSpan? WithinOf(ParseResult line)
    {
        if (line.GetValue(_wait) is not { } written) return null;
        var (within, fault) = TimeToLive.Parse("--wait", written);
        if (fault is not null) throw new CommandFailure(ExitCode.Usage, fault);
        return within.TotalSeconds <= Limits.ReceiptSeconds ? within : throw new CommandFailure(ExitCode.Usage, $"--wait: at most {Limits.ReceiptSeconds}s are waited.");
    }

    public static async Task<int> RunAsync(RegistryCalls calls, string service, TimeSpan within, Surroundings here, CancellationToken cancel)
    {
        var receipt = await calls.AwaitKnownAsync(service, within, cancel);
        if (receipt.Uncovered > 0) here.Note($"{Counted.Of(receipt.Uncovered, "stream never says which list it uses. It was told like all, and is", "streams never say which list they use. They were told like all, and are")} not waited for.");
        if (receipt.Pollers.Count > 0) here.Note($"Not covered, as they read the list of late and do not follow it: {string.Join(", ", receipt.Pollers)}{(receipt.MorePollers ? ", and others" : "")}. They may call the drained until they read again.");
        if (receipt.Stragglers.Count == 0 && receipt.MoreStragglers == 0)
        {
            here.Out.WriteLine("Safe to stop: every consumer that confirms its lists uses one without them.");
            return ExitCode.Done;
        }

        var more = receipt.MoreStragglers > 0 ? $", and {receipt.MoreStragglers} more" : "";
        here.Note($"Not known to all within {within.TotalSeconds:0.#} s. These may still call them: {string.Join(", ", receipt.Stragglers)}{more}.");
        return ExitCode.Failed;
    }
}
