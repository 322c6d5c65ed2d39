using System.CommandLine;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests.CommandLine;

/// <summary>Every verb of the command line shows how it is used, and is refused where the token does not cover it. One that is not in the table fails the test.</summary>
public sealed class Verbs_and_rights : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> Verbs = new()
    {
        // What is said, with {policy} for a file; null: it asks no registry, or starts its own.
        ["server"] = null,
        ["demo"] = null,
        ["plan"] = null,
        ["services"] = "services",
        ["instances"] = "instances orders",
        ["watch"] = "watch orders",
        ["register"] = "register orders --address http://10.0.0.7:80",
        ["set"] = "set orders o-1 weight=5 --reason r --keep",
        ["drain"] = "drain orders o-1 --reason r --keep",
        ["disable"] = "disable orders o-1 --reason r --keep",
        ["enable"] = "enable orders o-1",
        ["bury"] = "bury orders o-1 --reason r",
        ["audit"] = "audit",
        ["detector"] = "detector --location here",
        ["token create"] = "token create one --role consumer --scope default/*",
        ["token list"] = "token list",
        ["token rotate"] = "token rotate one",
        ["token revoke"] = "token revoke one",
        ["login"] = null,    // needs a token that is known, and no right
        ["logout"] = null,
        ["why"] = "why orders o-1",
        ["backup"] = "backup {policy}.muster",
        ["restore"] = null,
        ["persist add"] = "persist add orders --address http://10.0.0.9:80 --reason r",
        ["persist remove"] = "persist remove orders o-1 --reason r",
        ["persist list"] = "persist list",
        ["policy show"] = "policy show",
        ["policy test"] = "policy test {policy}",
        ["policy apply"] = "policy apply {policy} --reason r",
        ["policy history"] = "policy history",
    };

    /// <summary>A token for another namespace; and one for another service, as a client waits for a right in its namespace for ever.</summary>
    private const string Elsewhere = "hello", Stock = "partly";

    private readonly RunningRegistry _registry = new()
    {
        Configuration = """{ "MusterServer": { "Tokens": [{ "Name": "nobody", "Namespace": "elsewhere", "Verbs": ["list"], "Sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" }, { "Name": "nobody-much", "Namespace": "default", "Service": "stock", "Verbs": ["register"], "Sha256": "13bfaf8f3c4750362fa8a7e9682ec630cebc996739a335cf2b3d5e0e82ebeed0" }] }, "Logging": { "LogLevel": { "Default": "Information" } } }""",
    };

    private readonly string _policy = Path.GetTempFileName();

    public ValueTask InitializeAsync() => _registry.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        File.Delete(_policy);
        return _registry.DisposeAsync();
    }

    [Fact]
    public void Every_verb_is_in_the_table() =>
        Assert.Equal(LeavesOf(MusterCommand.Create(new RegistryOptions(), Here()), "").Order(StringComparer.Ordinal), Verbs.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Each_is_refused_to_a_token_that_does_not_cover_it()
    {
        foreach (var line in Verbs.Values.OfType<string>())
        {
            var said = await Said.ByAsync([.. line.Replace("{policy}", _policy, StringComparison.Ordinal).Split(' '), "--registry", _registry.Rpc], ("MUSTER_TOKEN", line.StartsWith("register", StringComparison.Ordinal) ? Stock : Elsewhere));

            Assert.True(said.ExitCode == ExitCode.Refused, $"'muster {line}' ended with {said.ExitCode}: {said.Error}");
            Assert.Contains("nobody", said.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_examples_of_every_help_can_be_said()
    {
        var root = MusterCommand.Create(new RegistryOptions(), Here());
        var examples = VerbsOf(root).SelectMany(verb => verb.Examples).Where(example => example.StartsWith("muster ", StringComparison.Ordinal) && !example.EndsWith('\\')).ToList();

        Assert.True(examples.Count > 30, $"Only {examples.Count} examples were found.");
        Assert.All(examples, example => Assert.True(root.Parse(WordsOf(example)).Errors.Count == 0, $"{example}: {string.Join(' ', root.Parse(WordsOf(example)).Errors)}"));
    }

    private static IEnumerable<string> LeavesOf(Command command, string path) => command.Subcommands.Where(verb => !verb.Hidden)
        .SelectMany(verb => verb.Subcommands.Count == 0 ? [$"{path}{verb.Name}"] : LeavesOf(verb, $"{path}{verb.Name} "));

    private static IEnumerable<Verb> VerbsOf(Command command) => command.Subcommands.SelectMany(below => VerbsOf(below).Concat(below is Verb { Hidden: false } verb ? [verb] : []));

    /// <summary>What a shell would make of a line, as far as examples go: quotes, and an end at a comment, a pipe or a redirection.</summary>
    private static string[] WordsOf(string example)
    {
        var words = new List<string>();
        foreach (var (part, quoted) in example.Split('\'').Select((part, at) => (part, at % 2 == 1)))
        {
            if (quoted) words.Add(part);
            else words.AddRange(part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return [.. words.Skip(1).TakeWhile(word => word is not ("#" or "|" or ">" or "&&"))];
    }

    private static Surroundings Here() => new() { Out = TextWriter.Null, Error = TextWriter.Null, Variable = _ => null };
}
