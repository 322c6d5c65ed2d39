using System.Net.Http.Json;
using Muster.Chaos.Edits;
using Muster.Chaos.Players;
using Muster.Chaos.Stage;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Chaos.Suites;

/// <summary>A backup is put into an empty folder by a process that is killed meanwhile; then a node is started there.</summary>
internal sealed class KilledRestore
{
    private const string Service = "kept", Name = "restore";
    private const int Instances = 100;

    private static readonly string[] Addresses = ["http://10.0.0.7:80"];

    private readonly Theatre _theatre;
    private readonly string _backup;
    private readonly Dictionary<string, string> _state;
    private TimeSpan _uncut;

    private KilledRestore(Theatre theatre, string backup, Dictionary<string, string> state) => (_theatre, _backup, _state) = (theatre, backup, state);

    /// <summary>How often it was cut off between its beginning and its end, so that no node started.</summary>
    public int Torn { get; private set; }

    /// <summary>Backs up the registry as it is, with some instances more, and restores it once in peace.</summary>
    public static async Task<KilledRestore> PrepareAsync(Theatre theatre, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = theatre.Api };
        for (var i = 0; i < Instances; i++)
        {
            using var put = await http.PutAsJsonAsync(new Uri($"v1/namespaces/{ControlState.Namespace}/services/{Service}/instances/k-{i}", UriKind.Relative), new { addresses = Addresses, ttl = "10m" }, cancel);
            put.EnsureSuccessStatusCode();
        }

        using var calls = new Calls(theatre.Registry, cancel);
        var backup = Path.Combine(theatre.Folder, "edits.muster");
        await File.WriteAllBytesAsync(backup, await calls.BackupAsync(), cancel);
        var restore = new KilledRestore(theatre, backup, await calls.LookAsync());
        var started = CallLog.Now;
        theatre.StartRestore(Name, backup, "in-peace");
        if (await theatre.EndAsync(Name, cancel) != 0) throw new StageException("The backup cannot be restored.");
        restore._uncut = TimeSpan.FromMilliseconds(CallLog.Now - started);
        return await restore.LookAsync("in-peace", cancel) is not { } fault ? restore : throw new StageException($"The backup was restored, and then: {fault}.");
    }

    public async Task<(bool There, bool Answered, string? Fault)> KillAsync(int round, double moment, CancellationToken cancel)
    {
        var node = $"restored-{round}";
        _theatre.StartRestore(Name, _backup, node);
        await Task.Delay(_uncut * (0.5 + (0.6 * moment)), cancel);
        await _theatre.KillAsync(Name);
        var answered = await _theatre.EndAsync(Name, cancel) == 0;

        var fault = await LookAsync(node, cancel);
        if (fault is null or Nothing) return (fault is null, answered, answered && fault is not null ? "it had ended well, and is not there" : null);
        if (fault is not Refused) return (false, answered, fault);

        Torn++;
        _theatre.StartRestore(Name, _backup, node);
        if (await _theatre.EndAsync(Name, cancel) != 0) return (false, answered, "it cannot be done again");
        return (false, answered, await LookAsync(node, cancel) is { } still ? $"done again: {still}" : null);
    }

    private const string Nothing = "nothing is there", Refused = "no node starts";

    /// <summary>What is wrong with what a node knows that is started there; null where it is all there.</summary>
    private async Task<string?> LookAsync(string node, CancellationToken cancel)
    {
        var target = _theatre.StartNode(node, """{ "MusterServer": { "ConnectionsPerAddress": 256 } }""");
        await _theatre.UntilAsync($"{node} listens or ends", () => _theatre.HasEnded(node) || Theatre.Listens(target.Rpc), cancel);
        if (_theatre.HasEnded(node)) return Refused;
        try
        {
            using var calls = new Calls($"{target.Rpc}", cancel);
            var state = await calls.LookAsync();
            var listed = await CountAsync(calls);
            var same = state.Count == _state.Count && state.All(one => _state.GetValueOrDefault(one.Key) == one.Value);
            return same && listed == Instances ? null
                : state is { Count: 1 } && listed == 0 ? Nothing
                : $"{(same ? "all" : $"{state.Count} of {_state.Count}")} that operators said, and {listed} of {Instances} instances";
        }
        finally
        {
            await _theatre.KillAsync(node);
        }
    }

    private static async Task<int> CountAsync(Calls calls)
    {
        try
        {
            return (await calls.DoAsync(RegistryMethods.ListInstances, new ListInstancesRequest { Namespace = ControlState.Namespace, Service = Service })).Instances.Count;
        }
        catch (RpcException none) when (none.Code is RpcStatusCode.NotFound)
        {
            return 0;   // nobody ever registered there
        }
    }
}
