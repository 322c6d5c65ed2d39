namespace Muster.Cli.CommandLine;

/// <summary>What a verb sees of its process: so that tests can put their own around it.</summary>
internal sealed class Surroundings
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Reads a variable of the environment; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Columns of the terminal that <see cref="Out"/> is; null when it is a file or a pipe.</summary>
    public int? Columns { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether nobody will read what is printed from now on.</summary>
    public Func<bool> ReaderLeft { get; init; } = () => false;

    /// <summary>A note to the person, beside the output.</summary>
    public void Note(string message)
    {
        try
        {
            Error.WriteLine($"muster: {ForeignText.Show(message)}");
        }
        catch (IOException)
        {
            // There is no other place to tell it; the exit code still does.
        }
    }

    public static Surroundings OfThisProcess() => new()
    {
        Out = Console.IsOutputRedirected && !OperatingSystem.IsWindows()
            ? TextWriter.Synchronized(new StreamWriter(new PosixOutput()) { AutoFlush = true })
            : Console.Out,
        Error = Console.Error,
        In = Console.In,
        Variable = Environment.GetEnvironmentVariable,
        ReaderLeft = () => !OperatingSystem.IsWindows() && PosixOutput.ReaderLeft,
        Columns = Console.IsOutputRedirected ? null : Console.WindowWidth,
    };
}
