using System.Diagnostics;
using Muster.Peers;
using Muster.Peers.Processes;
using Muster.Peers.Wires;

namespace Muster.Load.Registry;

/// <summary>The node as it is shipped. It logs warnings only, as the peers do.</summary>
/// <param name="carrier">What carries the conversations.</param>
/// <param name="secure">Whether they are under TLS.</param>
internal sealed class MusterServer(Carrier carrier, bool secure = false) : Subject
{
    /// <summary>Over each carrier.</summary>
    public static readonly IReadOnlyList<Func<Subject>> Conversations = [() => new MusterServer(Carrier.Lean), () => new MusterServer(Carrier.Grpc)];

    /// <summary>The program as it is built beside this one.</summary>
    public static readonly string Node = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Muster.Cli", "release", "muster.dll"));

    private readonly Dictionary<string, int> _removals = [];
    private readonly Dictionary<Reactor, HeldLists> _lists = [];

    public Carrier Carrier => carrier;

    public override string Name => (carrier, secure) switch
    {
        (Carrier.Lean, false) => "Muster",
        (Carrier.Lean, true) => "Muster, TLS",
        (Carrier.Grpc, false) => "Muster, gRPC",
        (Carrier.Grpc, true) => "Muster, gRPC, TLS",
        _ => "Muster, ListInstances",
    };

    public override bool IsInstalled => File.Exists(Node);

    public override Work Does => Work.All;

    public override string Version => typeof(Protocol.Up).Assembly.GetName().Version!.ToString(3);

    /// <summary>Of sessions. The longest there is, as those of the workloads send heartbeats only where heartbeats are measured.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    public override Session Connect(Reactor reactor)
    {
        if (!_lists.TryGetValue(reactor, out var lists)) _lists[reactor] = lists = new(id => _removals.GetValueOrDefault(id));
        return new MusterSession(reactor, lists, taken => carrier is Carrier.Lean ? new LeanLink(reactor, Port, secure, taken) : new GrpcLink(reactor, Port, secure, taken));
    }

    public override Session ConnectReader(Reactor reactor) => carrier is Carrier.Unary ? new UnaryReader(reactor, Port) : Connect(reactor);

    public override void Plan(Item removal) => _removals[removal.Id] = removal.Event;

    protected override ProcessStartInfo Command()
    {
        var start = new ProcessStartInfo("dotnet", [Node, "server", "--data", Path.Combine(Folder, "data"), "--http", $"127.0.0.1:{Ports.Take()}", "--rpc", $"127.0.0.1:{Port}"]);
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["MusterServer__Session__Timeout"] = Timeout.ToString("c");
        if (secure)
            (start.Environment["MusterServer__Tls__CertificateFile"], start.Environment["MusterServer__Tls__KeyFile"]) = Certificate.In(Folder);
        return start;
    }
}

/// <summary>What carries the conversation.</summary>
internal enum Carrier
{
    Lean,
    Grpc,

    /// <summary>gRPC; and lists are read by calls of their own.</summary>
    Unary,
}
