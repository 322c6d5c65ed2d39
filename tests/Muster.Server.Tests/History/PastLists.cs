using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Muster.Core;
using Muster.Server.Tests.Hosting;

namespace Muster.Server.Tests.History;

/// <summary>What a whole node remembers of its lists, also over a restart.</summary>
public sealed class PastLists : IDisposable
{
    private static readonly string[] Addresses = ["http://10.0.0.7:80"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-past-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Why_one_left_is_told_with_cause_and_by_whom_also_after_a_restart()
    {
        await using (var node = await LiveNode.StartAsync(_folder.FullName))
        {
            using var http = new HttpClient { BaseAddress = node.Api };
            await PutAsync(http, "o-1");
            await PutAsync(http, "o-2");
            await PublishedAsync(node, http, 2);
            using var gone = await http.DeleteAsync("v1/namespaces/default/services/orders/instances/o-1", Cancel);
            using var drained = await http.PutAsJsonAsync("v1/namespaces/default/services/orders/instances/o-2/overlays/standing", new { value = "drained", reason = "kernel update" }, Cancel);
            drained.EnsureSuccessStatusCode();
            await PublishedAsync(node, http, 0);

            Assert.Equal(["left deregistered by http:anonymous: ", "came  by http:anonymous: "], await StoryAsync(http, "o-1"));
            Assert.Equal(["left drained by anonymous: kernel update", "came  by http:anonymous: "], await StoryAsync(http, "o-2"));
        }

        await using var again = await LiveNode.StartAsync(_folder.FullName);
        using var reader = new HttpClient { BaseAddress = again.Api };
        Assert.Equal(["left deregistered by http:anonymous: ", "came  by http:anonymous: "], await StoryAsync(reader, "o-1"));
        var why = (await reader.GetFromJsonAsync<JsonObject>("v1/namespaces/default/services/orders/instances/o-2/why", Cancel))!;
        Assert.Equal(("concealed", "drained", "healthy", "anonymous"), ((string)why["now"]!["place"]!, (string)why["now"]!["cause"]!, (string)why["now"]!["state"]!, (string)why["now"]!["caller"]!));
        Assert.Equal("kernel update", (string)why["now"]!["overlays"]![0]!["reason"]!);

        using var unknown = await reader.GetAsync("v1/namespaces/default/services/orders/instances/o-9/why", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_list_is_told_as_it_was_also_after_a_restart()
    {
        await using (var node = await LiveNode.StartAsync(_folder.FullName))
        {
            using var http = new HttpClient { BaseAddress = node.Api };
            await PutAsync(http, "o-1");
            await PutAsync(http, "o-2");
            await PublishedAsync(node, http, 2);
            using var gone = await http.DeleteAsync("v1/namespaces/default/services/orders/instances/o-1", Cancel);
            await PublishedAsync(node, http, 1);
        }

        await using var again = await LiveNode.StartAsync(_folder.FullName);
        using var reader = new HttpClient { BaseAddress = again.Api };

        var left = (DateTimeOffset)(await reader.GetFromJsonAsync<JsonObject>("v1/namespaces/default/services/orders/instances/o-1/why", Cancel))!["history"]![0]!["at"]!;
        Assert.Equal(["o-1", "o-2"], await PastAsync(reader, $"{left.AddMilliseconds(-1).UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}"));
        Assert.Equal(["o-2"], await PastAsync(reader, $"{left.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}"));
        Assert.Equal(["o-2"], await PastAsync(reader, "1ms"));
        using var tooEarly = await reader.GetAsync("v1/namespaces/default/services/orders/past?at=2h", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, tooEarly.StatusCode);
        Assert.StartsWith("The lists of this node are known since ", (string)(await tooEarly.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!, StringComparison.Ordinal);
    }

    private static async Task PutAsync(HttpClient http, string id)
    {
        using var put = await http.PutAsJsonAsync($"v1/namespaces/default/services/orders/instances/{id}", new { addresses = Addresses, ttl = "10m" }, Cancel);
        put.EnsureSuccessStatusCode();
    }

    /// <summary>Until the list has so many, and the journal has taken it in.</summary>
    private static async Task PublishedAsync(LiveNode node, HttpClient http, int instances)
    {
        while ((await http.GetFromJsonAsync<JsonObject>("v1/namespaces/default/services/orders", Cancel))!["instances"]!.AsArray().Count != instances
            || (await PastAsync(http, "0.01ms")).Count != instances) await node.Loop.StepAsync(new Input.Tick(), Cancel);
    }

    private static async Task<IReadOnlyList<string>> PastAsync(HttpClient http, string at)
    {
        using var answer = await http.GetAsync($"v1/namespaces/default/services/orders/past?at={at}", Cancel);
        return answer.IsSuccessStatusCode
            ? [.. (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["instances"]!.AsArray().Select(one => (string)one!["id"]!)]
            : [];
    }

    private static async Task<IReadOnlyList<string>> StoryAsync(HttpClient http, string id) =>
        [.. (await http.GetFromJsonAsync<JsonObject>($"v1/namespaces/default/services/orders/instances/{id}/why", Cancel))!["history"]!.AsArray()
            .Select(change => $"{change!["what"]} {change["cause"]} by {change["by"]}: {change["evidence"]}")];
}
