using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Muster.Cli.Access;
using Muster.Cli.Demo;
using Muster.Cli.Detecting;
using Muster.Cli.Looking;
using Muster.Cli.Operating;
using Muster.Cli.Planning;
using Muster.Cli.Providing;
using Muster.Protocol;

namespace Muster.Cli.CommandLine;

/// <summary>The whole command line: parses, runs one verb, and turns every failure into a message and an exit code.</summary>
internal static class MusterCommand
{
    private static readonly ParserConfiguration Grammar = new() { ResponseFileTokenReplacer = null };   // '@' may begin a value

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Surroundings here)
    {
        var registry = new RegistryOptions();
        var parsed = Create(registry, here).Parse(args, Grammar);
        var invocation = new InvocationConfiguration
        {
            Output = here.Out,
            Error = here.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,   // verbs that have something to end listen to signals themselves
        };
        if (parsed.Action is ParseErrorAction) return Explain(parsed, here);

        using var leash = parsed.GetValue(Leash.Option) ? Leash.Take() : new CancellationTokenSource();
        try
        {
            registry.RefuseWhere(parsed);
            return await parsed.InvokeAsync(invocation, leash.Token);
        }
        catch (CommandFailure failure)
        {
            foreach (var message in failure.Messages) here.Note(message);
            return failure.ExitCode;
        }
        catch (OutputFailure full)
        {
            if (full.ReaderLeft) return ExitCode.Done;
            here.Note($"The output cannot be written: {full.Message}.");
            return ExitCode.Failed;
        }
    }

    /// <summary>The grammar, and what each verb does.</summary>
    public static RootCommand Create(RegistryOptions registry, Surroundings here)
    {
        var root = new RootCommand("Muster, a registration center for RPC systems: providers call the roll, consumers always know whom to call.")
        {
            ServerCommand.Create(),
            ServicesCommand.Create(registry, here),
            InstancesCommand.Create(registry, here),
            WhyCommand.Create(registry, here),
            WatchCommand.Create(registry, here),
            RegisterCommand.Create(registry, here),
            SetCommand.Create(registry, here),
            StandingCommands.CreateDrain(registry, here),
            StandingCommands.CreateDisable(registry, here),
            StandingCommands.CreateEnable(registry, here),
            BuryCommand.Create(registry, here),
            InstructCommand.Create(registry, here),
            AuditCommand.Create(registry, here),
            BackupCommands.CreateBackup(registry, here),
            BackupCommands.CreateRestore(here),
            PersistCommand.Create(registry, here),
            PolicyCommand.Create(registry, here),
            TokenCommand.Create(registry, here),
            CertCommand.Create(registry, here),
            LoginCommand.CreateLogin(registry, here),
            LoginCommand.CreateLogout(registry, here),
            DetectorCommand.Create(registry, here),
            DemoCommand.Create(here),
            PlanCommand.Create(registry, here),
            DemoProvider.Create(here),
            DemoConsumer.Create(registry, here),
            Leash.Option,
        };
        registry.AddTo(root, printsLists: true);   // so that they may stand before the verb as well
        HelpWithExamples.Install(root);
        return root;
    }

    private static int Explain(ParseResult parsed, Surroundings here)
    {
        foreach (var words in parsed.Errors.Select(error => WordsOf(error, parsed)).Distinct()) here.Note(words);
        here.Error.WriteLine($"'{PathTo(parsed.CommandResult)} --help' tells how it is used.");
        return ExitCode.Usage;
    }

    /// <summary>The parser's words, where they speak of the command line and not of the code behind it.</summary>
    private static string WordsOf(ParseError error, ParseResult parsed) => error.SymbolResult switch
    {
        OptionResult { Option: Option<int>, Tokens: [var token] } result when !int.TryParse(token.Value, out _) =>
            $"{result.Option.Name}: {Names.Quote(token.Value)} is not a whole number.",
        CommandResult { Command: RootCommand root } when parsed.UnmatchedTokens is [var word, ..] => $"There is no verb {Names.Quote(word)}: {VerbsOf(root)}.",
        CommandResult { Command: RootCommand root } => $"A verb is missing: {VerbsOf(root)}.",
        _ => error.Message.Replace("\n\t", " ", StringComparison.Ordinal),
    };

    private static string VerbsOf(RootCommand root) => $"use {string.Join(", ", root.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name))}";

    /// <summary>A verb as it is typed.</summary>
    public static string PathTo(CommandResult verb) => string.Join(' ', PathOf(verb).Reverse());

    private static IEnumerable<string> PathOf(CommandResult? innermost)
    {
        for (var result = innermost; result is not null; result = result.Parent as CommandResult)
            yield return result.Command is RootCommand ? "muster" : result.Command.Name;
    }
}
