using Microsoft.Extensions.Logging;

namespace Muster.Cli.CommandLine;

/// <summary>What the SDK has to say, as notes to the person.</summary>
internal sealed class ClientNotes(Surroundings here) : ILoggerProvider, ILogger
{
    /// <summary>Information and above.</summary>
    public static ILoggerFactory To(Surroundings here) => LoggerFactory.Create(logging => logging.AddProvider(new ClientNotes(here)));

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) here.Note(formatter(state, exception));
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
