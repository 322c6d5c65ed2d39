using System.CommandLine;

namespace Muster.Cli.CommandLine;

/// <summary>A command whose help goes on to details and examples: nobody reads a grammar first.</summary>
internal sealed class Verb(string name, string description) : Command(name, description)
{
    public IReadOnlyList<string> Details { get; init; } = [];

    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>What the verb does; answers one of <see cref="ExitCode"/>.</summary>
    public void Does(Func<ParseResult, CancellationToken, Task<int>> action) => SetAction(action);
}
