namespace Muster.Cli.CommandLine;

/// <summary>Ends a verb: <see cref="MusterCommand"/> prints the message and gives the code back.</summary>
internal sealed class CommandFailure(int exitCode, string message) : Exception(message)
{
    /// <summary>One of <see cref="CommandLine.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
