using Muster.Chaos.Players;
using Muster.Chaos.Suites;

namespace Muster.Chaos;

/// <summary>The tests; with <c>chaos</c> the suites in full; with another word one of the processes that these start.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [ProviderPlayer.Word, .. var rest] => ProviderPlayer.RunAsync(rest),
        [ServerPlayer.Word, .. var rest] => ServerPlayer.RunAsync(rest),
        [ConsumerPlayer.Word, .. var rest] => ConsumerPlayer.RunAsync(rest),
        [AttackerPlayer.Word] => AttackerPlayer.RunAsync(),
        ["chaos", .. var rest] => ChaosCommand.RunAsync(rest),
        _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
            Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
    };
}
