using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Muster.AspNetCore.Tests.Credentials;

/// <summary>What a client logs, for whoever waits for a line of it.</summary>
internal sealed class Told : ILoggerFactory, ILogger
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    /// <summary>The first that begins so, of those that were not read yet.</summary>
    public async Task<string> LineAsync(string begins)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
            if (line.StartsWith(begins, StringComparison.Ordinal)) return line;
        throw new InvalidOperationException("The log does not end.");
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It is told to the test alone.");

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Writer.TryWrite(formatter(state, exception));

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose() => _lines.Writer.TryComplete();
}
