namespace Muster.Cli.CommandLine;

/// <summary>What a verb sees of its process: so that tests can put their own around it.</summary>
internal sealed class Surroundings
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Reads a variable of the environment; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Columns of the terminal that <see cref="Out"/> is; null when it is a file or a pipe.</summary>
    public int? Columns { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A note to the person, beside the output.</summary>
    public void Note(string message) => Error.WriteLine($"muster: {ForeignText.Show(message)}");

    public static Surroundings OfThisProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        Variable = Environment.GetEnvironmentVariable,
        Columns = Console.IsOutputRedirected ? null : Console.WindowWidth,
    };
}
