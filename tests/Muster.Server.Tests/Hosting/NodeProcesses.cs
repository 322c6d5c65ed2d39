using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Muster.Server.Hosting;

namespace Muster.Server.Tests.Hosting;

/// <summary>What the command line and systemd see of a node.</summary>
public sealed class NodeProcesses : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("muster-process-").FullName;
    private readonly StringWriter _errors = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _errors.Dispose();
    }

    [Fact]
    public async Task A_node_that_is_told_to_stop_ends_with_0()
    {
        using var stop = new CancellationTokenSource();
        var file = Write("""{ "MusterServer": { "Http": "127.0.0.1:0", "Rpc": "127.0.0.1:0" }, "Logging": { "LogLevel": { "Default": "None" } } }""");
        var running = NodeProcess.RunAsync(file, new Dictionary<string, string?> { ["MusterServer:DataDir"] = Path.Combine(_folder, "data") }, _errors, stop.Token);

        await stop.CancelAsync();

        Assert.Equal(0, await running.WaitAsync(Patience, Cancel));
        Assert.Equal("", _errors.ToString());
    }

    [Theory]
    [InlineData("""{ "MusterServer": {}, "Logging": { "LogLevel": { "Default": "Nonsense" } } }""", "muster server: Logging: Configuration value 'Nonsense' is not supported.\n")]
    [InlineData("""{ "MusterServer": { "Http": 7500 } }""", "muster server: MusterServer:Http: '7500' is not ADDRESS:PORT, such as 127.0.0.1:7500, 0.0.0.0:7500 or [::1]:7500.\n")]
    [InlineData("""{ "MusterServer": { "Http": "x", "Https": "y" } }""", "muster server: MusterServer:Https: there is no such setting. Known here: DataDir, Http, Rpc, Insecure, RequireToken, Environment, Advertise, ConnectionsPerAddress, Tls, Session, Health, Detector, Audit, Journal, Quota, Tokens.\nmuster server: MusterServer:Http: 'x' is not ADDRESS:PORT, such as 127.0.0.1:7500, 0.0.0.0:7500 or [::1]:7500.\n")]
    public async Task Settings_that_cannot_be_are_told_and_end_with_2(string settings, string told)
    {
        Assert.Equal(2, await NodeProcess.RunAsync(Write(settings), new Dictionary<string, string?>(), _errors, Cancel));
        Assert.Equal(told, _errors.ToString());
    }

    [Fact]
    public async Task A_file_that_is_no_JSON_is_told_with_the_place()
    {
        var file = Write("""{ "MusterServer": { x""");

        Assert.Equal(2, await NodeProcess.RunAsync(file, new Dictionary<string, string?>(), _errors, Cancel));
        Assert.Equal($"muster server: --config: {file} is not valid JSON: 'x' is an invalid start of a property name. Expected a '\"'. LineNumber: 0 | BytePositionInLine: 20.\n", _errors.ToString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "Muster": { "Http": "127.0.0.1:0" } }""")]
    public async Task A_file_without_the_section_is_not_taken_for_the_defaults(string settings)
    {
        var file = Write(settings);

        Assert.Equal(2, await NodeProcess.RunAsync(file, new Dictionary<string, string?>(), _errors, Cancel));
        Assert.Equal($"muster server: --config: {file} has no section MusterServer, in which the node's settings stand.\n", _errors.ToString());
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        Assert.Equal(2, await NodeProcess.RunAsync("none.json", new Dictionary<string, string?>(), _errors, Cancel));
        Assert.Equal("muster server: --config: there is no file none.json.\n", _errors.ToString());
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named_with_the_reason()
    {
        var file = Write("{}");
        await using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.Equal(2, await NodeProcess.RunAsync(file, new Dictionary<string, string?>(), _errors, Cancel));
        Assert.StartsWith($"muster server: --config: {file} cannot be read: ", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_of_all_settings_is_taken_as_it_is()
    {
        var sample = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "deploy", "muster.json")).Build();
        var options = NodeConfiguration.Read(sample);

        var settings = typeof(NodeOptions).GetProperties().Where(property => property.CanWrite || property.PropertyType != typeof(bool)).Select(property => property.Name);
        Assert.Equal(settings.Order(StringComparer.Ordinal), sample.GetSection(NodeOptions.Section).GetChildren().Select(setting => setting.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["shop", "billing"], options.Tokens.Select(token => token.Name));
        Assert.Equal(3, options.Tokens[0].Verbs.Count);
    }

    [Fact]
    public void Systemd_is_told_in_its_own_words()
    {
        var path = Path.Combine(_folder, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        var notice = new SystemdNotice(path, "30000000");

        notice.Ready();
        notice.Alive();
        notice.Stopping();

        Assert.Equal(["READY=1", "WATCHDOG=1", "STOPPING=1"], [Next(), Next(), Next()]);
        Assert.Equal(TimeSpan.FromSeconds(15), notice.WatchdogEvery);

        string Next()
        {
            var buffer = new byte[100];
            return Encoding.UTF8.GetString(buffer, 0, systemd.Receive(buffer));
        }
    }

    [Fact]
    public void Where_nobody_listens_nothing_is_told()
    {
        new SystemdNotice(null, "30000000").Ready();
        new SystemdNotice(Path.Combine(_folder, "nobody"), null).Ready();

        Assert.Null(new SystemdNotice(null, "30000000").WatchdogEvery);
    }

    private string Write(string settings)
    {
        var file = Path.Combine(_folder, "muster.json");
        File.WriteAllText(file, settings);
        return file;
    }
}
