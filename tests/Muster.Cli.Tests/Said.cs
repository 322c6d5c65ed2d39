using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests;

/// <summary>What a verb answered, printed and noted.</summary>
internal sealed record Said(int ExitCode, string Out, string Error)
{
    /// <summary>Runs a verb within this process.</summary>
    public static async Task<Said> ByAsync(IReadOnlyList<string> args, params IReadOnlyList<(string Name, string Value)> variables)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await MusterCommand.RunAsync(args, new Surroundings
        {
            Out = output,
            Error = error,
            Variable = name => variables.FirstOrDefault(variable => variable.Name == name).Value,
        });
        return new(exitCode, output.ToString(), error.ToString());
    }
}
