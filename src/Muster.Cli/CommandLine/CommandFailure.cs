namespace Muster.Cli.CommandLine;

/// <summary>Ends a verb: <see cref="MusterCommand"/> prints the messages, one a line, and gives the code back.</summary>
internal sealed class CommandFailure(int exitCode, IReadOnlyList<string> messages) : Exception(string.Join(' ', messages))
{
    public CommandFailure(int exitCode, string message)
        : this(exitCode, [message])
    {
    }

    /// <summary>One of <see cref="CommandLine.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    public IReadOnlyList<string> Messages { get; } = messages;
}
