using System.Text.RegularExpressions;

namespace Muster.Cli.Tests;

/// <summary>A real registry on free ports, with a folder of its own.</summary>
public sealed partial class RunningRegistry : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-cli-tests-");
    private MusterProcess? _process;

    public string Http { get; private set; } = "";

    public string Rpc { get; private set; } = "";

    /// <summary>Goes into the node's configuration file; empty for none.</summary>
    public string Configuration { get; init; } = "";

    public async ValueTask InitializeAsync()
    {
        var config = Path.Combine(_folder.FullName, "muster.json");
        if (Configuration.Length > 0) await File.WriteAllTextAsync(config, Configuration);
        _process = new MusterProcess(
            ["server", .. Configuration.Length > 0 ? ["--config", config] : (string[])[], "--data", Path.Combine(_folder.FullName, "data"), "--http", "127.0.0.1:0", "--rpc", "127.0.0.1:0"]);
        var ports = Serving().Match(await _process.PrintsAsync("Serving:"));
        (Http, Rpc) = (ports.Groups["http"].Value, ports.Groups["rpc"].Value);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [GeneratedRegex("API on (?<http>[^ ,]+), conversations on (?<rpc>[^ ]+)\\. ")]
    private static partial Regex Serving();
}
