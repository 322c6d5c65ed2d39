using System.CommandLine;
using Muster.Cli.CommandLine;
using Muster.Client;

namespace Muster.Cli.Looking;

/// <summary><c>muster watch SERVICE</c>: prints what a consumer of the service is shown, as it is shown it.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var service = new Argument<string>("SERVICE") { Description = "The service's name." };
        var verb = new Verb("watch", "Follows who answers a service, until Ctrl-C.")
        {
            Details =
            [
                "A line is: time, what, id, address, state or cause, and what else differs. '+' came, '~' changed, '-' left.",
                "It shows what a consumer is shown: proven lists only, and a sudden loss only when confirmed.",
            ],
            Examples = ["muster watch orders", "muster watch orders -o json | jq -c .", "muster watch orders --registry https://registry-1:7501 --ca center.pem"],
        };
        verb.Add(service);
        registry.AddTo(verb, printsLists: true);
        verb.Does(async (line, cancel) =>
        {
            var target = registry.TargetOf(line, here);
            var name = ServiceName.Check(line.GetRequiredValue(service));
            using var signals = new StopSignals(cancel);
            try
            {
                using var over = CancellationTokenSource.CreateLinkedTokenSource(signals.Asked);
                var following = FollowAsync(target, name, registry.FormOf(line), here, over.Token);
                await Task.WhenAny(following, ReaderLeavesAsync(here, over.Token));
                await over.CancelAsync();
                return await following;
            }
            catch (OperationCanceledException)
            {
                // The person has seen enough.
            }

            return ExitCode.Done;
        });
        return verb;
    }

    /// <summary>Where watching cannot work, it is told here and in plain words, rather than later and again and again.</summary>
    private static async Task TryAsync(RegistryTarget target, string service, CancellationToken asked)
    {
        using var calls = target.Open();
        try
        {
            await calls.InstancesAsync(service, asked);
        }
        catch (CommandFailure nobody) when (nobody.ExitCode is ExitCode.NotFound)
        {
            // Whoever watches waits for somebody to come.
        }
    }

    /// <summary>A list may not change for days: that nobody reads is not left to the next line to find out.</summary>
    private static async Task ReaderLeavesAsync(Surroundings here, CancellationToken over)
    {
        using var timer = new PeriodicTimer(BetweenLooks, here.Time);
        while (!here.ReaderLeft()) await timer.WaitForNextTickAsync(over);
    }

    /// <summary>Until the person has seen enough, or the registry tells the list no more: a token may end while it is watched.</summary>
    private static async Task<int> FollowAsync(RegistryTarget target, string service, OutputForm form, Surroundings here, CancellationToken asked)
    {
        await TryAsync(target, service, asked);
        using var notes = ClientNotes.To(here);
        await using var client = MusterClient.Start(target.ToClientOptions("watch"), notes);
        await client.SubscribeAsync(service, asked);

        using var over = CancellationTokenSource.CreateLinkedTokenSource(asked);
        var printing = PrintAsync(client.WatchAsync(service, over.Token), new ChangeLines(here, form));
        var first = await Task.WhenAny(printing, client.Rejected, client.WhenRefused(service));
        await over.CancelAsync();
        if (first == printing) await printing;
        else await printing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // the SDK has said in words why it is over
        return first == printing ? ExitCode.Done : ExitCode.Refused;
    }

    private static async Task PrintAsync(IAsyncEnumerable<ServiceChange> changes, ChangeLines lines)
    {
        await foreach (var change in changes) lines.Print(change);
    }
}
