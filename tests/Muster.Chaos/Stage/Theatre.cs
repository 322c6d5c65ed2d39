using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Muster.Chaos.Attacks;
using Muster.Chaos.Players;
using Muster.Client;

namespace Muster.Chaos.Stage;

/// <summary>A registry, providers and consumers as processes, and a client of our own that watches the list. One folder, gone at the end if all was well.</summary>
internal sealed partial class Theatre : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, Player> _players = new();   // several restarts may be under way
    private readonly ConcurrentBag<Player> _former = [];
    private readonly ConcurrentDictionary<string, (int Port, int Life)> _providers = new();
    private readonly HttpClient _http = new();
    private readonly Action<string> _say;
    private readonly (int Http, int Rpc) _registry = (FreePort(), FreePort());
    private int _registryData;

    public Theatre(Action<string> say)
    {
        _say = say;
        Observer = MusterClient.Start(new MusterOptions { Registries = { Registry }, SnapshotFolder = "", ClientName = "observer" });
    }

    public MusterClient Observer { get; }

    public string Registry => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_registry.Rpc}");

    /// <summary>Set when a promise was broken: the folder with all logs stays.</summary>
    public bool KeepFolder { get; set; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("muster-chaos-").FullName;

    /// <summary>The registry's part of it.</summary>
    public string Data => Path.Combine(Folder, $"data{_registryData}");

    public IEnumerable<string> CallLogs => Directory.EnumerateFiles(Folder, "*.calls").Order(StringComparer.Ordinal);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public long LengthOfLog(string consumer) => new FileInfo(CallLogOf(consumer)) is { Exists: true, Length: var length } ? length : 0;

    /// <summary>What a provider did on instruction, by its own log.</summary>
    public string DeedsOf(string provider) => Path.Combine(Folder, $"{provider}.deeds");

    public string CallLogOf(string consumer) => Path.Combine(Folder, $"{consumer}.calls");

    /// <summary>The registry's HTTP API.</summary>
    public Uri Api => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_registry.Http}/"));

    /// <summary>The registry's figures, as text of Prometheus.</summary>
    public Task<string> FiguresAsync(CancellationToken cancel) => _http.GetStringAsync(new Uri(Api, "metrics"), cancel);

    /// <param name="forgets">Whether it starts as one that never knew anything.</param>
    /// <param name="timeout">Of sessions; its default where nothing is said.</param>
    /// <param name="advertised">The address that clients are told to find it at; its own where nothing is said.</param>
    public void StartRegistry(bool forgets = false, TimeSpan? timeout = null, string? advertised = null)
    {
        if (forgets) _registryData++;
        var settings = Path.Combine(Folder, "registry.json");
        var set = new Dictionary<string, object>();
        if (timeout is not null) set["Session"] = new { Timeout = timeout };
        if (advertised is not null) set["Advertise"] = new[] { advertised };
        File.WriteAllText(settings, JsonSerializer.Serialize(new { MusterServer = set }));
        Enter("registry", "muster", [
            "server", "--leash", .. set.Count == 0 ? (string[])[] : ["--config", settings], "--data", Data,
            "--rpc", Registry, "--http", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_registry.Http}")]);
    }

    /// <summary>A node beside the registry, with settings of its own (JSON). Answers where it listens.</summary>
    public Target StartNode(string name, string settings, IPAddress? at = null)
    {
        at ??= IPAddress.Loopback;
        var (file, target) = (Path.Combine(Folder, $"{name}.json"), new Target(new(at, FreePort()), new(at, FreePort()), Tls: !IPAddress.IsLoopback(at)));
        File.WriteAllText(file, settings);
        Enter(name, "muster", ["server", "--leash", "--config", file, "--data", Path.Combine(Folder, name), "--rpc", $"{target.Rpc}", "--http", $"{target.Http}"]);
        return target;
    }

    /// <summary>Puts a backup into the folder of a node that may be started by that name.</summary>
    public void StartRestore(string name, string backup, string node) => Enter(name, "muster", ["restore", backup, "--data", Path.Combine(Folder, node)]);

    public bool HasEnded(string name) => _players[name].HasEnded;

    /// <summary>Waits for one that ends by itself. Answers its exit code.</summary>
    public Task<int> EndAsync(string name, CancellationToken cancel) => _players[name].EndAsync(cancel);

    /// <summary>One that attacks as it is told, and yields to everybody else on this machine.</summary>
    public async Task<Player> StartAttackerAsync(Siege siege, CancellationToken cancel)
    {
        Enter("attacker", "Muster.Chaos", [AttackerPlayer.Word], yields: true);
        await _players["attacker"].AskAsync(AttackerPlayer.Write(siege), cancel);
        return _players["attacker"];
    }

    public Task KillRegistryAsync() => KillAsync("registry");

    /// <summary>Starts a provider, or its next life, where it was before unless it is to move.</summary>
    /// <param name="name">Its instance's, too.</param>
    /// <param name="moves">Whether it gets another port.</param>
    /// <param name="way">To the registry; directly where nothing is said.</param>
    public void StartProvider(string name, bool moves, Way? way = null)
    {
        var known = _providers.TryGetValue(name, out var before);
        var (port, life) = _providers[name] = (!known || moves ? FreePort() : before.Port, before.Life + 1);
        Enter(name, "Muster.Chaos", [
            ProviderPlayer.Word, "--Urls", AddressOf(port), .. (way ?? new(Registry)).Arguments, "--Muster:SnapshotFolder", "",
            "--Muster:Provider:Service", ConsumerPlayer.Service, "--Muster:Provider:Id", name, "--Deeds", DeedsOf(name),
            "--Muster:Provider:Metadata:life", $"{life}"]);
    }

    /// <summary>Starts a server that registers nowhere. Answers its address.</summary>
    public string StartServer(string name)
    {
        var address = AddressOf(FreePort());
        Enter(name, "Muster.Chaos", [ServerPlayer.Word, "--Urls", address]);
        return address;
    }

    /// <summary>A detector, named as the place where it looks from.</summary>
    public void StartDetector(string location) => Enter(location, "muster", ["detector", "--leash", "--registry", Registry, "--location", location, "--allow", "127.0.0.0/8"]);

    public void StartConsumer(string name, int rate, Way? way = null) => Enter(name, "Muster.Chaos", [
        ConsumerPlayer.Word, .. (way ?? new(Registry)).Arguments, "--Muster:SnapshotFolder", Path.Combine(Folder, $"{name}-snapshots"),
        "--Log", CallLogOf(name), "--Rate", $"{rate}"]);

    public Task StopAsync(string name, CancellationToken cancel) => _players[name].StopAsync(cancel);

    public Task KillAsync(string name) => _players[name].KillAsync();

    /// <summary>Lets go of what an ended player holds, its pipes and its file: a thousand lives would be more than a process may hold.</summary>
    public async Task ForgetAsync(string name)
    {
        if (_players.TryRemove(name, out var ended)) await ended.DisposeAsync();
    }

    public Task PauseAsync(string name, CancellationToken cancel) => _players[name].PauseAsync(cancel);

    public Task GoOnAsync(string name, CancellationToken cancel) => _players[name].GoOnAsync(cancel);

    /// <summary>How often a player has printed some words.</summary>
    public int Printed(string name, string words) => Printed(name).Split(words).Length - 1;

    /// <summary>The incarnations that a provider was given, in order, by its own log.</summary>
    public ulong[] Incarnations(string provider) =>
        [.. Registered().Matches(Printed(provider)).Select(static match => ulong.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];

    /// <summary>What the list should be: every provider at its place.</summary>
    public string[] Truth() => [.. _providers.Select(one => $"{one.Key}@{AddressOf(one.Value.Port)}").Order(StringComparer.Ordinal)];

    /// <summary>Waits until the observer sees a provider, in its present life and well.</summary>
    public Task ListedAsync(string name, CancellationToken cancel)
    {
        var life = $"{_providers[name].Life}";
        return UntilAsync($"{name} is listed in its life {life}", () =>
            Observer.Get(ConsumerPlayer.Service).Find(name) is { State: InstanceState.Healthy } one && one.Metadata.GetValueOrDefault("life") == life, cancel);
    }

    public Task UntilAsync(string what, Func<bool> holds, CancellationToken cancel) => UntilAsync(what, holds, Patience, cancel);

    public Task UntilAsync(string what, Func<Task<bool>> holds, CancellationToken cancel) => UntilAsync(what, holds, Patience, cancel);

    /// <summary>Answers how long it took.</summary>
    public Task<TimeSpan> UntilAsync(string what, Func<bool> holds, TimeSpan within, CancellationToken cancel) =>
        UntilAsync(what, () => Task.FromResult(holds()), within, cancel);

    public bool RegistryListens() => Listens(_registry.Rpc);

    public static bool Listens(int port) => Listens(new IPEndPoint(IPAddress.Loopback, port));

    public static bool Listens(IPEndPoint at)
    {
        try
        {
            using var knock = new TcpClient();
            knock.Connect(at);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Say(string words) => _say(words);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Observer.DisposeAsync();
        foreach (var player in _players.Values.Concat(_former)) await player.DisposeAsync();
        if (!KeepFolder) Directory.Delete(Folder, recursive: true);
    }

    private async Task<TimeSpan> UntilAsync(string what, Func<Task<bool>> holds, TimeSpan within, CancellationToken cancel)
    {
        var started = CallLog.Now;
        while (!await holds())
        {
            if (CallLog.Now - started > within.TotalMilliseconds)
                throw new StageException($"Waited {within.TotalSeconds:0.0} s until {what}. {Observed()} Everything printed is in {Folder}.");
            await Task.Delay(Look, cancel);
        }

        return TimeSpan.FromMilliseconds(CallLog.Now - started);
    }

    private string Observed()
    {
        try
        {
            return $"The observer holds {string.Join(", ", Observer.Get(ConsumerPlayer.Service).Instances.ToArray().Select(one => $"{one.Id} {one.State}"))}.";
        }
        catch (MusterException)
        {
            return "";   // the suite has it follow nothing
        }
    }

    private string Printed(string name)
    {
        using var printed = new StreamReader(new FileStream(Path.Combine(Folder, $"{name}.printed"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return printed.ReadToEnd();
    }

    [GeneratedRegex("incarnation ([0-9]+)")]
    private static partial Regex Registered();

    private static string AddressOf(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private void Enter(string name, string program, IEnumerable<string> arguments, bool yields = false)
    {
        if (_players.TryGetValue(name, out var before) && !before.HasEnded) throw new StageException($"{name} is on the stage already.");
        if (before is not null) _former.Add(before);
        _players[name] = Player.Start(name, Folder, program, arguments, yields);
    }
}
