using System.Globalization;
using System.Runtime.InteropServices;
using Muster.Chaos.Stage;

namespace Muster.Chaos.Suites;

/// <summary><c>./build chaos [SUITE] [NAME=VALUE …]</c>: plays the suites and says what they measured.</summary>
internal static class ChaosCommand
{
    private static readonly Dictionary<string, Func<Theatre, Settings, CancellationToken, Task<Verdict>>> Suites = new()
    {
        ["restart"] = (theatre, settings, cancel) => RollingRestart.PlayAsync(theatre, polite: true, settings, cancel),
        ["kill"] = (theatre, settings, cancel) => RollingRestart.PlayAsync(theatre, polite: false, settings, cancel),
        ["away"] = RegistryAway.PlayAsync,
        ["last"] = (theatre, _, cancel) => LastInstance.PlayAsync(theatre, cancel),
        ["pause"] = PausedProvider.PlayAsync,
        ["expire"] = (theatre, _, cancel) => ExpiredProvider.PlayAsync(theatre, cancel),
        ["stall"] = (theatre, _, cancel) => StalledRegistry.PlayAsync(theatre, cancel),
        ["edits"] = KilledEdits.PlayAsync,
        ["instruct"] = CutInstructions.PlayAsync,
        ["renew"] = RenewedCertificates.PlayAsync,
        ["freeze"] = (theatre, _, cancel) => MostFrozen.PlayAsync(theatre, cancel),
        ["slay"] = (theatre, _, cancel) => MostKilled.PlayAsync(theatre, cancel),
        ["cut"] = (theatre, _, cancel) => CutDetector.PlayAsync(theatre, cancel),
        ["wipe"] = (theatre, _, cancel) => AllKilled.PlayAsync(theatre, cancel),
        ["security"] = UnderAttack.PlayAsync,
    };

    /// <summary>Several by one word.</summary>
    private static readonly Dictionary<string, string[]> Groups = new() { ["health"] = ["pause", "expire", "stall", "freeze", "slay", "cut", "wipe"] };

    public static async Task<int> RunAsync(string[] args)
    {
        var settings = Settings.Of(args.Where(static arg => arg.Contains('=', StringComparison.Ordinal)));
        string[] chosen = [.. args.Where(static arg => !arg.Contains('=', StringComparison.Ordinal)).SelectMany(static arg => Groups.GetValueOrDefault(arg) ?? [arg])];
        if ((chosen.Except(Suites.Keys).FirstOrDefault() ?? settings.Fault) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"chaos: {unknown} is neither a suite ({string.Join(", ", [.. Suites.Keys, .. Groups.Keys])}) nor a setting ({string.Join(", ", Settings.Names)}, each =NUMBER).");
            return 2;
        }

        using var asked = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

        var broken = 0;
        foreach (var name in chosen.Length > 0 ? chosen : [.. Suites.Keys])
        {
            var verdict = await PlayAsync(name, settings, asked.Token);
            if (!verdict.Kept) broken++;
            Console.WriteLine(verdict);
            Console.WriteLine($"again    ./build chaos {name} {settings}".TrimEnd());
            Console.WriteLine();
            if (asked.IsCancellationRequested) return 130;
        }

        return broken == 0 ? 0 : 1;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            asked.Cancel();
        }
    }

    public static Task<Verdict> PlayAsync(string name, Settings settings, CancellationToken cancel) => PlayAsync(name, Suites[name], settings, cancel);

    /// <summary>Plays one suite on a stage of its own, which is gone afterwards unless a promise was broken. Whatever ends it too early is its verdict: the other suites go on.</summary>
    public static async Task<Verdict> PlayAsync(string name, Func<Theatre, Settings, CancellationToken, Task<Verdict>> suite, Settings settings, CancellationToken cancel)
    {
        var folder = "";
        try
        {
            await using var theatre = new Theatre(words => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-8} {words}"))) { KeepFolder = true };
            folder = theatre.Folder;
            return await PlayAsync(name, suite, theatre, settings, cancel);
        }
        catch (StageException failed)
        {
            return new Verdict($"suite {name} can be played", Kept: false, [failed.Message]);
        }
        catch (Exception unexpected)
        {
            return new Verdict($"suite {name} is played to its end", Kept: false, [$"{unexpected}", $"everything printed and logged is in {folder}"]);
        }
    }

    private static async Task<Verdict> PlayAsync(string name, Func<Theatre, Settings, CancellationToken, Task<Verdict>> suite, Theatre theatre, Settings settings, CancellationToken cancel)
    {
        try
        {
            var verdict = await suite(theatre, settings, cancel);
            theatre.KeepFolder = !verdict.Kept;
            return verdict.Kept ? verdict : verdict with { Figures = [.. verdict.Figures, $"everything printed and logged is in {theatre.Folder}"] };
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            theatre.KeepFolder = false;
            return new Verdict($"suite {name} was played to its end", Kept: false, ["stopped"]);
        }
    }
}
