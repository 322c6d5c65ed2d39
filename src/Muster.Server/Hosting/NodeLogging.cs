using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Muster.Server.Hosting;

/// <summary>Where a node's log goes: the console, in the form that the journal reads where it is the journal.</summary>
/// <remarks>
/// The registry's loop writes log lines, so it must never wait for whoever reads them. When 2500 lines wait, further
/// ones are dropped; how many is written as soon as there is a place again.
/// </remarks>
internal static class NodeLogging
{
    /// <param name="logging">The node's.</param>
    /// <param name="configuration">Its section <c>Logging</c> sets levels, as in any .NET program.</param>
    public static void Configure(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)   // why a start fails is told in our words
            .AddConfiguration(configuration.GetSection("Logging"));
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
        if (Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null) logging.AddSystemdConsole();
        else logging.AddSimpleConsole(AsLines);
    }

    /// <summary>Makes the log once, as only that shows whether its settings can be.</summary>
    /// <exception cref="StartRefusedException">They cannot.</exception>
    public static void Check(IConfiguration configuration)
    {
        try
        {
            using var services = new ServiceCollection().AddLogging(logging => Configure(logging, configuration)).BuildServiceProvider();
            _ = services.GetRequiredService<ILoggerFactory>();
        }
        catch (InvalidOperationException fault)
        {
            throw new StartRefusedException($"Logging: {fault.Message}");
        }
    }

    private static void AsLines(SimpleConsoleFormatterOptions console)
    {
        console.SingleLine = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
    }
}
