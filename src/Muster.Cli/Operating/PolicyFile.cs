using Muster.Cli.CommandLine;
using Muster.Core.Policy;

namespace Muster.Cli.Operating;

/// <summary>An admission policy in a file, checked before a registry is asked.</summary>
internal static class PolicyFile
{
    /// <exception cref="CommandFailure">It cannot be read, or breaks a rule: each fault by file and line.</exception>
    public static string Read(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, $"The policy cannot be read: {unread.Message}");
        }

        var (_, faults) = PolicyText.Read(text);
        return faults.Count == 0
            ? text
            : throw new CommandFailure(ExitCode.Usage, [.. faults.Select(fault => fault.Line == 0 ? $"{file}: {fault.Words}" : $"{file}:{fault.Line}: {fault.Words}")]);
    }
}
