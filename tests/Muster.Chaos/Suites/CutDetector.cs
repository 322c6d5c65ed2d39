using System.Globalization;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary>Live-Stays: detectors that stand still, and so say nothing more, take nobody from the list.</summary>
internal static class CutDetector
{
    private const int Servers = 5;

    private static readonly string[] Detectors = ["north", "south"];
    private static readonly TimeSpan Asked = TimeSpan.FromSeconds(5), Cut = TimeSpan.FromSeconds(30), Afterwards = TimeSpan.FromSeconds(10);

    public static async Task<Verdict> PlayAsync(Theatre theatre, CancellationToken cancel)
    {
        theatre.StartRegistry();
        await using var lookout = new Lookout(theatre.Api);
        await using var thin = new ThinProviders(theatre.Api);
        await theatre.UntilAsync("the registry listens", theatre.RegistryListens, cancel);
        foreach (var detector in Detectors) theatre.StartDetector(detector);
        foreach (var server in Enumerable.Range(0, Servers).Select(static one => $"server-{one:00}"))
        {
            var address = theatre.StartServer(server);
            await theatre.UntilAsync($"{server} listens", () => Theatre.Listens(new Uri(address).Port), cancel);
            await thin.RegisterAsync(server, address, cancel);
        }

        await theatre.UntilAsync("all are well", () => lookout.Latest?.Count("healthy") == Servers, cancel);
        await theatre.UntilAsync($"{string.Join(" and ", Detectors)} look", async () =>
        {
            var figures = await theatre.FiguresAsync(cancel);
            return Detectors.All(detector => figures.Contains($"location=\"{detector}\"", StringComparison.Ordinal));
        }, cancel);
        await Task.Delay(Asked, cancel);

        var from = CallLog.Now;
        foreach (var detector in Detectors) await theatre.PauseAsync(detector, cancel);
        await Task.Delay(Cut, cancel);
        foreach (var detector in Detectors) await theatre.GoOnAsync(detector, cancel);
        await Task.Delay(Afterwards, cancel);
        var judged = lookout.Since(from).Count(static one => one.Count("healthy") < Servers);
        return new Verdict(
            $"{Detectors.Length} detectors of {Detectors.Length + 1} that stand still for {Cut.TotalSeconds} s take nobody from the list",
            judged == 0 && lookout.Latest!.Count("healthy") == Servers,
            [string.Create(CultureInfo.InvariantCulture, $"{Servers} servers, each asked every second from {Detectors.Length + 1} locations; {(judged == 0 ? "nobody was judged" : $"the list was worse {judged} times")}; afterwards {lookout.Latest}")]);
    }
}
