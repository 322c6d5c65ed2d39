using System.Net;
using System.Net.Sockets;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Demo;

/// <summary>Where the demonstration plays: a folder, free ports, and every process that was started. Clears all of it away.</summary>
internal sealed class DemoStage : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = DemoFolder.Create();
    private readonly List<DemoProcess> _started = [];
    private readonly TimeProvider _time;
    private readonly (int Http, int Rpc) _ports;

    public DemoStage(TimeProvider time)
    {
        DemoFolder.ClearLeftovers(Path.GetTempPath());
        _time = time;
        if (FreePorts(2) is [var http, var rpc]) _ports = (http, rpc);
        Target = new($"127.0.0.1:{_ports.Rpc}", "default", "", null);
    }

    public RegistryTarget Target { get; }

    public string Folder => _folder.FullName;

    /// <summary>When set, the folder stays for whoever wants to look.</summary>
    public bool Keep { get; set; }

    /// <summary>The same ports and the same data every time.</summary>
    public DemoProcess StartRegistry() => Start(
        "registry", ["server", "--data", Path.Combine(Folder, "data"), "--http", $"127.0.0.1:{_ports.Http}", "--rpc", Target.Address]);

    /// <summary>A foreign program under <c>muster register</c>.</summary>
    public DemoProcess StartProvider(string id, string zone)
    {
        var port = FreePorts(1)[0].ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Start(id,
            ["register", DemoConsumer.Service, "--registry", Target.Address, "--address", $"http://127.0.0.1:{port}", "--id", id, "--zone", zone, "--",
             Self.Program, .. Self.Leading, DemoProvider.Name, "--port", port, "--says", id, Leash.Option.Name]);
    }

    /// <summary>All consumers keep their snapshots in one folder, as programs on one machine do.</summary>
    public (DemoProcess Process, ConsumerLog Log) StartConsumer(string name, string zone)
    {
        var path = Path.Combine(Folder, $"{name}.calls");
        var process = Start(name, [DemoConsumer.Name, "--registry", Target.Address, "--log", path, "--snapshots", Path.Combine(Folder, "snapshots"), "--zone", zone]);
        return (process, new ConsumerLog(name, zone, path));
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_started.Select(process => process.DisposeAsync().AsTask()));
        if (Keep) DemoFolder.Keep(_folder);
        else _folder.Delete(recursive: true);
    }

    private DemoProcess Start(string name, IReadOnlyList<string> arguments)
    {
        var afterVerb = arguments.ToList();
        afterVerb.Insert(1, Leash.Option.Name);
        var process = DemoProcess.Start(name, afterVerb, Folder, _time);
        _started.Add(process);
        return process;
    }

    /// <summary>Ports of this machine that nobody listens on at this moment.</summary>
    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}
