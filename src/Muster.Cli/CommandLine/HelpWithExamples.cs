using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Muster.Cli.CommandLine;

/// <summary>The usual help, then the verb's details and examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    /// <summary>Replaces the help of a root and of all below it.</summary>
    public static void Install(RootCommand root)
    {
        foreach (var option in root.Options)
            if (option is HelpOption { Action: HelpAction usual } help) help.Action = new HelpWithExamples(usual);
    }

    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb verb)
        {
            Print("Details:", verb.Details, parseResult.InvocationConfiguration.Output);
            Print("Examples:", verb.Examples, parseResult.InvocationConfiguration.Output);
        }

        return ExitCode.Done;
    }

    private static void Print(string heading, IReadOnlyList<string> lines, TextWriter output)
    {
        if (lines.Count == 0) return;
        output.WriteLine(heading);
        foreach (var line in lines) output.WriteLine($"  {line}");
        output.WriteLine();
    }
}
