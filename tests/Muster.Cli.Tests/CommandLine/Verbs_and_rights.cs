using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Muster.Cli.CommandLine;
using Muster.Client;

namespace Muster.Cli.Tests.CommandLine;

/// <summary>Every verb of the command line shows how it is used, and is refused where the token does not cover it. One that is not in the table fails the test.</summary>
public sealed class Verbs_and_rights : IAsyncLifetime
{
    private const string Everywhere = "*/*", Orders = "default/orders", Default = "default/*";

    /// <summary>By the verb: what is said, with {policy} for a file, and the least right that it needs; null: it asks no registry, or starts its own.</summary>
    private static readonly Dictionary<string, Line?> Verbs = new()
    {
        ["server"] = null,
        ["demo"] = null,
        ["plan"] = null,
        ["services"] = new("services", "list", Orders),
        ["instances"] = new("instances orders", "list", Orders),
        ["watch"] = new("watch orders", "list,subscribe", Orders) { Until = "+ o-1" },
        ["register"] = new("register orders --address http://10.0.0.7:80", "register", Orders) { Until = "Registered 10.0.0.7 of orders" },
        ["set"] = new("set orders o-1 weight=5 --reason r --keep", "list,operate", Orders),
        ["drain"] = new("drain orders o-1 --reason r --keep", "list,operate", Orders),
        ["disable"] = new("disable orders o-1 --reason r --keep", "list,operate", Orders),
        ["enable"] = new("enable orders o-1", "list,operate", Orders),
        ["instruct"] = new("instruct orders o-1 refresh", "instruct", Orders),
        ["bury"] = new("bury orders o-1 --reason r", "operate", Orders),
        ["audit"] = new("audit", "admin", Everywhere),
        ["detector"] = new("detector --location here", "detect", Default) { Until = "Looking from here" },
        ["token create"] = new("token create one --role consumer --scope default/*", "admin,consumer", Default),
        ["token list"] = new("token list", "admin", Everywhere),
        ["token rotate"] = new("token rotate one", "admin", Default),
        ["token revoke"] = new("token revoke one", "admin", Default),
        ["cert join"] = null,    // needs a join token, and no right
        ["cert rotate"] = new("cert rotate --node", "admin", Everywhere) { Ends = ExitCode.Conflict },   // this one speaks cleartext
        ["cert show"] = null,
        ["login"] = null,    // needs a token that is known, and no right
        ["logout"] = null,
        ["why"] = new("why orders o-1", "list", Orders),
        ["backup"] = new("backup {policy}.muster", "admin", Everywhere),
        ["restore"] = null,
        ["persist add"] = new("persist add orders --id p-1 --address http://10.0.0.9:80 --reason r", "operate", Orders),
        ["persist remove"] = new("persist remove orders p-1 --reason r", "operate", Orders),
        ["persist list"] = new("persist list", "list", Orders),
        ["policy show"] = new("policy show", "list", Everywhere),
        ["policy test"] = new("policy test {policy}", "admin", Everywhere),
        ["policy apply"] = new("policy apply {policy} --reason r", "list,admin", Everywhere),
        ["policy history"] = new("policy history", "list", Everywhere),
    };

    /// <summary>A token for another namespace, and one for another service.</summary>
    private static readonly string[] Uncovered = ["hello", "partly"];

    private readonly RunningRegistry _registry = new()
    {
        Configuration = $$"""{ "MusterServer": { "Tokens": [{{string.Join(", ", Tokens())}}] }, "Logging": { "LogLevel": { "Default": "Information" } } }""",
    };

    private readonly string _policy = Path.GetTempFileName();

    public ValueTask InitializeAsync() => _registry.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        File.Delete(_policy);
        File.Delete($"{_policy}.muster");
        return _registry.DisposeAsync();
    }

    [Fact]
    public void Every_verb_is_in_the_table() =>
        Assert.Equal(LeavesOf(MusterCommand.Create(new RegistryOptions(), Here()), "").Order(StringComparer.Ordinal), Verbs.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Each_is_refused_to_a_token_that_does_not_cover_it()
    {
        foreach (var line in Verbs.Values.OfType<Line>())
            foreach (var token in Uncovered)
            {
                var said = await Said.ByAsync([.. WordsOf(line), "--registry", _registry.Rpc], ("MUSTER_TOKEN", token));

                Assert.True(said.ExitCode == ExitCode.Refused, $"'muster {line.Words}' ended with {said.ExitCode}: {said.Error}");
                Assert.Contains("nobody", said.Error, StringComparison.Ordinal);
            }
    }

    [Fact]
    public async Task Each_is_done_for_a_token_that_covers_it_and_nothing_else()
    {
        await using var provider = MusterClient.Start(new MusterOptions { Registries = { _registry.Rpc }, SnapshotFolder = "" });
        await provider.RegisterAsync("orders", new InstanceDescription("http://10.0.0.8:80") { Id = "o-1" }, TestContext.Current.CancellationToken);

        var refused = new List<string>();
        foreach (var line in Verbs.Values.OfType<Line>().Where(line => line.Until.Length == 0))
        {
            var said = await Said.ByAsync([.. WordsOf(line), "--registry", _registry.Rpc], ("MUSTER_TOKEN", line.Token));
            if (said.ExitCode != line.Ends) refused.Add($"'muster {line.Words}' ended with {said.ExitCode}: {said.Error}");
        }

        Assert.Empty(refused);
    }

    [Fact]
    public async Task Each_that_does_not_end_goes_on_for_a_token_that_covers_it_and_nothing_else()
    {
        await using var provider = MusterClient.Start(new MusterOptions { Registries = { _registry.Rpc }, SnapshotFolder = "" });
        await provider.RegisterAsync("orders", new InstanceDescription("http://10.0.0.8:80") { Id = "o-1" }, TestContext.Current.CancellationToken);

        foreach (var line in Verbs.Values.OfType<Line>().Where(line => line.Until.Length > 0))
        {
            await File.WriteAllTextAsync(_policy, line.Token, TestContext.Current.CancellationToken);
            await using var process = new MusterProcess([.. WordsOf(line), "--registry", _registry.Rpc, "--token-file", _policy]);
            await process.PrintsAsync(line.Until);
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

    private static IEnumerable<string> Tokens()
    {
        yield return TokenOf("nobody", "list", "elsewhere/*", "hello");
        yield return TokenOf("nobody-much", "register", "default/stock", "partly");
        foreach (var (line, at) in Verbs.Values.OfType<Line>().Select((line, at) => (line, at))) yield return TokenOf($"just-{at}", line.Right, line.Scope, line.Token);
    }

    private static string TokenOf(string name, string verbs, string scope, string token) =>
        $$"""{ "Name": "{{name}}", "Namespace": "{{scope.Split('/')[0]}}", "Service": "{{scope.Split('/')[1]}}", "Verbs": ["{{verbs.Replace(",", "\", \"", StringComparison.Ordinal)}}"], "Sha256": "{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))}}" }""";

    private string[] WordsOf(Line line) => line.Words.Replace("{policy}", _policy, StringComparison.Ordinal).Split(' ');

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

    /// <summary>What is said, and the right for it.</summary>
    private sealed record Line(string Words, string Right, string Scope)
    {
        /// <summary>What it prints once it does what it is for, where it does not end by itself.</summary>
        public string Until { get; init; } = "";

        /// <summary>With what it ends for whoever may.</summary>
        public int Ends { get; init; } = ExitCode.Done;

        public string Token => $"token for {Words}".Replace(' ', '-');
    }

    private static Surroundings Here() => new() { Out = TextWriter.Null, Error = TextWriter.Null, Variable = _ => null };
}
