using Microsoft.Extensions.Logging;

namespace Muster.Chaos.Players;

/// <summary>What a player prints of its life: warnings, all that Muster says, and each step of its host's start and end.</summary>
internal static class HostSteps
{
    public static void Print(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("Muster", LogLevel.Debug)
        .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information)
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Debug);

    /// <summary>The last line: what comes after it is the runtime's end alone.</summary>
    public static void PrintEnd() => Console.WriteLine("The host is disposed of.");
}
