using Muster.Protocol;

namespace Muster.Cli.CommandLine;

/// <summary>A service as it was named on the command line.</summary>
internal static class ServiceName
{
    /// <exception cref="CommandFailure">It breaks the grammar of names.</exception>
    public static string Check(string name) =>
        Names.FaultInService(name) is { } fault ? throw new CommandFailure(ExitCode.Usage, fault) : name;
}
