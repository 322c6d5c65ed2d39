using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Hosting;
using Muster.Server.Storage;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.Storage;

/// <summary>A backup of a running node, put into another folder.</summary>
public sealed class Backups : IDisposable
{
    private static readonly string[] Addresses = ["http://10.0.0.7:80"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-backups-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Of(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_node_that_is_restored_has_the_lists_and_the_overlays_of_the_one_that_was_backed_up()
    {
        var (backup, lists, overlays) = await TakeAsync();

        var restored = Restore.Into(Of("second"), new MemoryStream(backup));

        Assert.Equal(3, restored.Instances);
        await using var second = await LiveNode.StartAsync(Of("second"));
        using var http = new HttpClient { BaseAddress = second.Api };
        Assert.Equal(lists, await InstancesAsync(http));
        Assert.Equal(overlays, await http.GetStringAsync("v1/namespaces/default/services/orders/overlays", Cancel));
    }

    [Fact]
    public async Task The_first_start_says_what_was_restored_and_does_not_take_it_for_a_crash()
    {
        var (backup, _, _) = await TakeAsync();
        var head = Restore.Into(Of("second"), new MemoryStream(backup)).Head;

        var log = await LogOfAStartAsync();

        Assert.Contains($"This folder was restored from a backup {head}: what was said since then is missing. All lists are flagged stale until every living client had the time to return.", log);
        Assert.DoesNotContain(log, line => line.Contains("did not end by a stop", StringComparison.Ordinal));
        Assert.DoesNotContain(await LogOfAStartAsync(), line => line.Contains("was restored from a backup", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_flipped_bit_anywhere_is_found_and_nothing_is_restored()
    {
        var (backup, _, _) = await TakeAsync();

        for (var at = 0; at < backup.Length; at += 1 + (at / 37))
        {
            var damaged = backup.ToArray();
            damaged[at] ^= 0x10;
            Assert.ThrowsAny<InvalidDataException>(() => BackupReader.Check(new MemoryStream(damaged)));
        }

        var cut = Assert.Throws<InvalidDataException>(() => Restore.Into(Of("third"), new MemoryStream(backup[..^20])));
        Assert.Contains("early", cut.Message, StringComparison.Ordinal);
        Assert.Equal(["lock"], Directory.EnumerateFiles(Of("third")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_folder_in_which_a_node_has_lived_is_refused_with_the_cure()
    {
        var (backup, _, _) = await TakeAsync();

        var refused = Assert.Throws<StartRefusedException>(() => Restore.Into(Of("first"), new MemoryStream(backup)));

        Assert.Equal([$"A node has lived in {Of("first")}: there is control.db. A backup is restored into an empty folder alone. Name another with --data, or move this one away: mv '{Of("first")}' '{Of("first")}.before'"], refused.Faults);
    }

    [Fact]
    public async Task Where_it_was_cut_off_no_node_starts_until_it_was_done_again()
    {
        var (backup, lists, _) = await TakeAsync();
        Restore.Into(Of("torn"), new MemoryStream(backup));
        File.WriteAllText(Path.Combine(Of("torn"), "restoring"), "");   // as when it is killed before its end
        File.WriteAllText(Path.Combine(Of("torn"), "facts"), "half of them");

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => LiveNode.StartAsync(Of("torn")));
        Assert.Equal([$"MusterServer:DataDir: 'muster restore' was cut off in {Of("torn")}, so only a part may be there. Run it again with the same backup, then start this node."], refused.Faults);

        Assert.Equal(3, Restore.Into(Of("torn"), new MemoryStream(backup)).Instances);
        await using var node = await LiveNode.StartAsync(Of("torn"));
        using var http = new HttpClient { BaseAddress = node.Api };
        Assert.Equal(lists, await InstancesAsync(http));
    }

    [Fact]
    public async Task What_a_node_that_was_killed_had_gathered_for_one_is_gone_at_its_next_start()
    {
        string left;
        Directory.CreateDirectory(Of("killed"));
        using (var folder = DataFolder.Open(Of("killed"))) left = folder.GatheredFacts();
        File.WriteAllText(left, "half of the facts");

        await using var node = await LiveNode.StartAsync(Of("killed"));

        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task Where_the_nodes_disk_takes_no_more_that_is_what_is_said()
    {
        await using var node = await LiveNode.StartAsync(Of("full"));
        Directory.Move(Of("full"), Of("away"));   // nothing can be written there, as on a disk that is full

        var refused = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(node, new()));

        Directory.Move(Of("away"), Of("full"));
        Assert.Equal(RpcStatusCode.Unavailable, refused.Code);
        Assert.StartsWith("No backup can be taken: its facts are gathered in the node's data folder first (", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_administers_the_registry_takes_one()
    {
        await using var node = await LiveNode.StartAsync(Of("guarded"), options => options.Tokens.Add(new()
        {
            Name = "operator", Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("operator"))), Verbs = { "list", "operate" },
        }));
        var metadata = new RpcMetadata();
        metadata.Add("authorization", "Bearer operator");

        var refused = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(node, metadata));

        Assert.Equal((RpcStatusCode.PermissionDenied, "Caller 'operator' may not admin the whole registry. Ask an operator for a token that covers it."), (refused.Code, refused.Message));
    }

    private async Task<IReadOnlyList<string>> LogOfAStartAsync()
    {
        await using var node = await LiveNode.StartAsync(Of("second"));
        return [.. node.Log.Lines.Select(line => line.Line)];
    }

    private async Task<(byte[] Backup, string Lists, string Overlays)> TakeAsync()
    {
        await using var node = await LiveNode.StartAsync(Of("first"));
        using var http = new HttpClient { BaseAddress = node.Api };
        foreach (var id in new[] { "o-1", "o-2", "o-3" })
        {
            using var put = await http.PutAsJsonAsync($"v1/namespaces/default/services/orders/instances/{id}", new { addresses = Addresses, ttl = "10m" }, Cancel);
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        }

        using var weight = await http.PutAsJsonAsync("v1/namespaces/default/services/orders/instances/o-1/overlays/weight", new { value = 50, reason = "a test" }, Cancel);
        using var standing = await http.PutAsJsonAsync("v1/namespaces/default/services/orders/instances/o-2/overlays/standing", new { value = "disabled", reason = "a test", keep = true }, Cancel);
        standing.EnsureSuccessStatusCode();
        return (await ReadAsync(node, new()), await InstancesAsync(http), await http.GetStringAsync("v1/namespaces/default/services/orders/overlays", Cancel));
    }

    private static async Task<string> InstancesAsync(HttpClient http) =>
        System.Text.Json.Nodes.JsonNode.Parse(await http.GetStringAsync("v1/namespaces/default/services/orders", Cancel))!["instances"]!.ToJsonString();

    private static async Task<byte[]> ReadAsync(LiveNode node, RpcMetadata metadata)
    {
        using var channel = new RpcChannel(node.Address, new());
        using var read = new MemoryStream();
        await foreach (var piece in channel.StreamAsync(AdminMethods.Backup, new BackupRequest(), new(TimeSpan.FromSeconds(60), metadata), Cancel)) read.Write(piece.Data.Span);
        return read.ToArray();
    }
}
