namespace Muster.Cli.CommandLine;

/// <summary>What a verb's end means to scripts. docs/cli.md lists them for users.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Something failed that none of the others names.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a file it names, or the configuration breaks a rule.</summary>
    public const int Usage = 2;

    /// <summary>No registry answers.</summary>
    public const int Unreachable = 3;

    /// <summary>The registry does not know the token, or the token does not cover this.</summary>
    public const int Refused = 4;

    /// <summary>Nobody is registered under the name.</summary>
    public const int NotFound = 5;

    /// <summary>Another process has claimed the instance id; this one stays out.</summary>
    public const int Replaced = 6;

    /// <summary>Somebody else changed it meanwhile; nothing was done.</summary>
    public const int Conflict = 7;

    /// <summary>The command to be run may not be executed; as in a shell.</summary>
    public const int NotExecutable = 126;

    /// <summary>There is no such command to be run; as in a shell.</summary>
    public const int NoSuchCommand = 127;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
