using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Muster.Cli.CommandLine;
using Muster.Cli.Tests.Detecting;
using Muster.Client;
using Muster.Testing.Clocks;

namespace Muster.Cli.Tests.Access;

/// <summary>From a join token to a renewed certificate, against a real registry that others can reach.</summary>
public sealed partial class Certificates : IAsyncLifetime
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-cert-");
    private MusterProcess? _process;
    private string _registry = "", _api = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Authority => Path.Combine(_folder.FullName, "orders-7.ca.pem");

    private string JoinToken => Path.Combine(_folder.FullName, "orders-7.join");

    private string Own => Path.Combine(_folder.FullName, "orders-7.pem");

    public async ValueTask InitializeAsync()
    {
        _process = new MusterProcess(["server", "--data", Data, "--http", "0.0.0.0:0", "--rpc", "0.0.0.0:0"]);
        var ports = Ports().Match(await _process.PrintsAsync("Serving:"));
        (_api, _registry) = ($"https://localhost:{ports.Groups["api"].Value}", $"https://localhost:{ports.Groups["port"].Value}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task One_who_joins_has_a_certificate_for_all_verbs_and_renews_it()
    {
        await JoinAsync("consumer");
        if (!OperatingSystem.IsWindows()) Assert.Equal(Mine, File.GetUnixFileMode(Own));
        var again = await RunAsync("cert", "join", "--out", Own, "--token-file", JoinToken);
        Assert.Equal(ExitCode.Refused, again.ExitCode);
        Assert.Contains("The join token of 'orders-7' was used at ", again.Error, StringComparison.Ordinal);

        string[] shown = ["--cert", Own, "--ca", Authority];
        Assert.Equal(ExitCode.Done, (await RunAsync(["services", .. shown])).ExitCode);
        Assert.Contains("Caller 'orders-7' may not admin", (await RunAsync(["token", "create", "more", "--role", "consumer", "--scope", "default/*", .. shown])).Error, StringComparison.Ordinal);

        var before = await File.ReadAllTextAsync(Own, Cancel);
        Assert.Contains(" is not due before ", (await RunAsync("cert", "rotate", "--cert", Own, "--when-due")).Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Own, Cancel));
        Assert.Equal(ExitCode.Done, (await RunAsync("cert", "rotate", "--cert", Own)).ExitCode);
        Assert.NotEqual(before, await File.ReadAllTextAsync(Own, Cancel));
        Assert.Equal(ExitCode.Done, (await RunAsync(["services", .. shown])).ExitCode);
        Assert.Contains("certificate ", (await AdminAsync("token", "list")).Out, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Done, (await AdminAsync("token", "revoke", "orders-7")).ExitCode);
        var revoked = await RunAsync(["services", .. shown]);
        Assert.Equal(ExitCode.Refused, revoked.ExitCode);
        Assert.Contains("no longer holds: it was revoked", revoked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_shows_its_own_and_the_renewed_one_when_it_connects_again()
    {
        await JoinAsync("provider");
        using var first = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Own, Cancel));
        await using var program = MusterClient.Start(new MusterOptions { Registries = { _registry }, CertificateFile = Own, CertificateAuthorityFile = Authority, SnapshotFolder = "" });
        await program.RegisterAsync("orders", new InstanceDescription("http://10.0.0.8:80") { Id = "o-1" }, Cancel);

        Assert.Equal(ExitCode.Done, (await RunAsync("cert", "rotate", "--cert", Own)).ExitCode);
        Assert.Equal(ExitCode.Done, (await AdminAsync("token", "revoke", "orders-7", "--secret", first.SerialNumber)).ExitCode);   // it is told to go

        await program.RegisterAsync("orders", new InstanceDescription("http://10.0.0.8:81") { Id = "o-2" }, Cancel);
    }

    [Fact]
    public async Task A_detector_renews_its_own_while_it_looks_and_shows_the_newest_when_it_connects_again()
    {
        await JoinAsync("detector");
        using var first = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Own, Cancel));
        var clock = new ShiftedClock();
        clock.Pass(TimeSpan.FromDays(22));   // of 30: due for everybody by now
        await using var notes = new Noted();
        var here = new Surroundings { Out = TextWriter.Null, Error = notes, Variable = static _ => null, Time = clock };
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var line = MusterCommand.Create(new RegistryOptions(), here).Parse(["detector", "--location", "east", "--registry", _registry, "--cert", Own, "--ca", Authority]);
        var looking = line.InvokeAsync(new() { ProcessTerminationTimeout = null }, over.Token);

        await notes.SayAsync("Looking from east", $"The certificate in {Own} was renewed: serial number ");
        using var second = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Own, Cancel));
        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        Assert.Equal(ExitCode.Done, (await RunAsync("cert", "rotate", "--cert", Own)).ExitCode);
        foreach (var former in (X509Certificate2[])[first, second])   // whichever it came with, as renewing and connecting go side by side: it is told to go
            Assert.Equal(ExitCode.Done, (await AdminAsync("token", "revoke", "orders-7", "--secret", former.SerialNumber)).ExitCode);
        await notes.SayAsync("Looking from east");

        await over.CancelAsync();
        Assert.Equal(ExitCode.Done, await looking);
    }

    [Fact]
    public async Task The_nodes_own_is_shown_and_renewed()
    {
        var first = await FactsAsync();
        Assert.Equal((true, "CN=Muster node"), ((bool)first["trusted"]!, (string)first["subject"]!));

        Assert.Equal(ExitCode.Done, (await AdminAsync("cert", "rotate", "--node")).ExitCode);

        Assert.NotEqual((string)first["serial"]!, (string)(await FactsAsync())["serial"]!);
        var stranger = await RunAsync("cert", "show");
        Assert.Equal(ExitCode.Done, stranger.ExitCode);
        Assert.Contains("trusted  no: name its authority with --ca", stranger.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "There is no join token: ", "cert", "join", "--out", "x.pem")]
    [InlineData(ExitCode.Usage, "Say which certificate: --cert FILE, or --node for the node's own.", "cert", "rotate")]
    [InlineData(ExitCode.Usage, "--cert: nowhere.pem cannot be used: ", "services", "--cert", "nowhere.pem")]
    public async Task A_fault_says_what_to_do(int exitCode, string words, params string[] args)
    {
        var said = await RunAsync(args);

        Assert.Equal((exitCode, true), (said.ExitCode, said.Error.StartsWith($"muster: {words}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_port_of_the_API_is_not_taken_for_a_certificate_that_is_not_trusted()
    {
        var said = await Said.ByAsync(["services", "--registry", _api, "--ca", Path.Combine(Data, "tls", "ca.pem")]);

        Assert.Equal(ExitCode.Unreachable, said.ExitCode);
        Assert.StartsWith($"muster: No TLS connection comes about at {_api} (", said.Error, StringComparison.Ordinal);
        Assert.Contains("the registry's RPC port that is asked, usually 7501", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("services")]
    [InlineData("watch", "orders")]
    [InlineData("register", "orders", "--address", "http://h:1")]
    [InlineData("detector", "--location", "east")]
    public async Task Cleartext_beside_what_is_for_TLS_is_refused(params string[] verb)
    {
        var address = _registry.Replace("https://", "http://", StringComparison.Ordinal);

        var said = await Said.ByAsync([.. verb, "--registry", address, "--ca", Path.Combine(Data, "tls", "ca.pem")]);

        Assert.Equal(
            (ExitCode.Usage, $"muster: '{address}' asks for cleartext, and --ca, --cert or 'muster login' has given what is for TLS: write https:// or leave the scheme out.\n"),
            (said.ExitCode, said.Error));
    }

    private async Task JoinAsync(string role)
    {
        var created = await AdminAsync("token", "create", "orders-7", "--role", role, "--scope", "default/*", "--join");
        Assert.StartsWith("muster: This is the join token of 'orders-7'. It is told this once, is good once, and ends at ", created.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(JoinToken, created.Out, Cancel);

        var joined = await RunAsync("cert", "join", "--out", Own, "--token-file", JoinToken);
        Assert.True(joined.ExitCode == ExitCode.Done, joined.Error);
        Assert.StartsWith($"{Own}: URI:muster:///{role}/orders-7, until ", joined.Out, StringComparison.Ordinal);
    }

    private async Task<JsonNode> FactsAsync() => JsonNode.Parse((await RunAsync("cert", "show", "--ca", Path.Combine(Data, "tls", "ca.pem"), "-o", "json")).Out)!["registry"]!;

    private Task<Said> AdminAsync(params string[] args) =>
        RunAsync([.. args, "--ca", Path.Combine(Data, "tls", "ca.pem"), "--token-file", Path.Combine(Data, "admin.token")]);

    private Task<Said> RunAsync(params string[] args) => Said.ByAsync([.. args, "--registry", _registry]);

    [GeneratedRegex("API on [^ ]+:(?<api>[0-9]+), conversations on [^ ]+:(?<port>[0-9]+)\\. ")]
    private static partial Regex Ports();
}
