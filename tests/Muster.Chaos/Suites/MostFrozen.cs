using System.Globalization;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;
using Muster.Client;

namespace Muster.Chaos.Suites;

/// <summary>
/// Never-Empty, and what it must not cost: ninety of a hundred instances say goodbye, which no guard holds back; then seven of
/// the ten that are left stand still, and as many are hidden as the budget of ten allows.
/// </summary>
internal static class MostFrozen
{
    private const int Leaving = 90, Staying = 10, Frozen = 7, Budget = 4;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);   // the shortest there is
    private static readonly TimeSpan Goodbyes = TimeSpan.FromSeconds(5), Watched = TimeSpan.FromSeconds(20), BackWithin = TimeSpan.FromSeconds(40);

    public static async Task<Verdict> PlayAsync(Theatre theatre, CancellationToken cancel)
    {
        var settings = Settings.Of($"providers={Staying}", "consumers=1", "calls=20");
        await Cast.EnterAsync(theatre, settings, cancel, Timeout);
        await using var lookout = new Lookout(theatre.Api);
        var leaving = await RegisterAsync(theatre, cancel);
        await theatre.UntilAsync("a hundred are listed", () => lookout.Latest?.Count("healthy") == Leaving + Staying, cancel);
        await Task.Delay(Timeout + TimeSpan.FromSeconds(15), cancel);   // from here on the registry judges

        var goodbyeAt = CallLog.Now;
        await Task.WhenAll(leaving.Select(static one => one.DisposeAsync().AsTask()));   // each says goodbye
        await theatre.UntilAsync("ten are left", () => lookout.Latest!.Listed.Count == Staying, cancel);
        var left = lookout.Latest!;
        var gone = TimeSpan.FromMilliseconds(left.At - goodbyeAt);
        var unharmed = lookout.Since(goodbyeAt).All(static one => one.Hidden == 0 && one.Count("healthy") == one.Listed.Count);
        theatre.Say(string.Create(CultureInfo.InvariantCulture, $"{Leaving} goodbyes: gone after {gone.TotalSeconds:0.0} s; {left}"));

        var frozenAt = CallLog.Now;
        var frozen = Cast.Providers(settings)[..Frozen];
        await Task.WhenAll(frozen.Select(one => theatre.PauseAsync(one, cancel)));
        await theatre.UntilAsync($"{Budget} are hidden", () => lookout.Latest!.Hidden == Budget, cancel);
        var hidden = TimeSpan.FromMilliseconds(lookout.Latest!.At - frozenAt);
        await Task.Delay(Watched, cancel);
        var most = lookout.Since(frozenAt).Max(static one => one.Hidden);
        var last = lookout.Latest!;
        theatre.Say($"{Frozen} of {Staying} frozen: {last}");

        var goOnAt = CallLog.Now;
        await Task.WhenAll(frozen.Select(one => theatre.GoOnAsync(one, cancel)));
        await theatre.UntilAsync("all are well again", () => lookout.Latest!.Count("healthy") == Staying, cancel);
        var back = TimeSpan.FromMilliseconds(lookout.Latest!.At - goOnAt);
        return new Verdict(
            $"{Leaving} of {Leaving + Staying} leave at once, held back by no guard; of the {Staying} left, {Frozen} frozen ones lose exactly the budget of {Budget}, the rest stay listed and protected",
            gone <= Goodbyes && unharmed && left.Budget == Budget && most == Budget && last.Listed.Count(static one => one.Value.Protected) == Frozen - Budget
                && last.Count("healthy") == Staying - Frozen && back <= BackWithin,
            [
                string.Create(CultureInfo.InvariantCulture, $"{Leaving} gone {gone.TotalSeconds:0.0} s after their goodbyes, {(unharmed ? "nobody judged meanwhile" : "SOME WERE JUDGED")}, the budget then {left.Budget}"),
                string.Create(CultureInfo.InvariantCulture, $"{Budget} hidden {hidden.TotalSeconds:0.0} s after {Frozen} froze; {Watched.TotalSeconds} s later: {last}"),
                string.Create(CultureInfo.InvariantCulture, $"all well {back.TotalSeconds:0.0} s after they went on"),
            ]);
    }

    /// <summary>Sessions of this process, one for each.</summary>
    private static async Task<List<MusterClient>> RegisterAsync(Theatre theatre, CancellationToken cancel)
    {
        var clients = new List<MusterClient>();
        for (var one = 0; one < Leaving; one++)
        {
            clients.Add(MusterClient.Start(new MusterOptions { Registries = { theatre.Registry }, SnapshotFolder = "", ClientName = $"leaving-{one}" }));
            await clients[one].RegisterAsync(ConsumerPlayer.Service, new InstanceDescription(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{9 + one}")) { Id = $"leaving-{one:00}", Weight = 0 }, cancel);
        }

        return clients;
    }
}
