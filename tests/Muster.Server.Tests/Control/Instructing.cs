using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Tests.Hosting;
using Muster.Server.Tests.Rpc;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Server.Tests.Control;

/// <summary>What a process is told to do, on a whole node, by RPC and by HTTP.</summary>
public sealed class Instructing : IDisposable
{
    private const string Service = "v1/namespaces/shop/services/orders";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("muster-instructing-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Who_asks_by_http_gets_the_receipt_and_by_rpc_with_the_same_id_the_same_one()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        await using var provider = await ProvideAsync(node);
        using var http = new HttpClient { BaseAddress = node.Api };
        using var channel = new RpcChannel(node.Address, new());

        var asking = http.PostAsJsonAsync($"{Service}/instances/o-1/instruct", new { command = "reload", arguments = new { file = "secret.json" }, within = "20s", incarnation = 1, id = "i-1" }, Cancel);
        await ObeyAsync(provider, Outcome.Failed, "no such file");
        using var answer = await asking;
        var receipt = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;

        Assert.Equal((HttpStatusCode.OK, "i-1", "failed", "no such file", 1, "test"), (answer.StatusCode, (string)receipt["id"]!, (string)receipt["outcome"]!, (string)receipt["message"]!, (int)receipt["incarnation"]!, (string)receipt["client"]!));
        var again = await channel.CallAsync(AdminMethods.Instruct, new() { Namespace = "shop", Service = "orders", Instance = "o-1", Incarnation = 1, Command = "reload", Arguments = { ["file"] = "secret.json" }, Id = "i-1" }, default, Cancel);
        Assert.Equal((Outcome.Failed, "no such file"), (again.Outcome, again.Message));
        Assert.Contains("anonymous told o-1 of orders to reload: Failed. 'no such file'", node.Log.Lines.Select(line => line.Line), StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_audit_tells_who_had_what_done_and_what_came_of_it_and_no_secret()
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        await using var provider = await ProvideAsync(node);
        using var http = new HttpClient { BaseAddress = node.Api };

        var asking = http.PostAsJsonAsync($"{Service}/instances/o-1/instruct", new { command = "reload", arguments = new { file = "secret.json", again = "" } }, Cancel);
        await ObeyAsync(provider, Outcome.Done, "");
        (await asking).Dispose();
        (await http.PostAsJsonAsync($"{Service}/instances/nobody/instruct", new { command = "drain" }, Cancel)).Dispose();

        var audit = await http.GetStringAsync("v1/audit?namespace=shop&service=orders", Cancel);
        var entries = JsonNode.Parse(audit)!["entries"]!.AsArray().Where(entry => (string)entry!["kind"]! == "instruction").Select(entry => ((string)entry!["by"]!, (string)entry["what"]!, (string)entry["outcome"]!));
        Assert.Equal(
            [("anonymous", "drain of nobody", "instance 'nobody' of shop/orders is not registered. Nothing was done."), ("anonymous", "reload of o-1 with again, file", "done")],
            entries);
        Assert.DoesNotContain("secret.json", audit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"command":"drain","within":"1h"}""", 400, "the time of an instruction is 3600000 ms; the limit is 300 s.")]
    [InlineData("""{"command":"drain","within":"soon"}""", 400, "within 'soon' is no duration. Use a number and a unit, such as 30s or 2m.")]
    [InlineData("""{"command":"drain","incarnation":-1}""", 400, "Property 'incarnation' must be a whole number.")]
    [InlineData("""{"order":"drain"}""", 400, "The body has the unknown property 'order'. Known are command, arguments, within, incarnation and id.")]
    [InlineData("{}", 400, "command '': use 1 to 64 letters, digits and . _ -.")]
    [InlineData("""{"command":"drain","incarnation":7}""", 409, "instance 'o-1' of shop/orders runs as incarnation 1, and the instruction is for 7. Nothing was done.")]
    public async Task What_cannot_be_asked_is_told_in_words(string body, int status, string words)
    {
        await using var node = await LiveNode.StartAsync(_folder.FullName);
        await using var provider = await ProvideAsync(node);
        using var http = new HttpClient { BaseAddress = node.Api };
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await http.PostAsync($"{Service}/instances/o-1/instruct", content, Cancel);

        Assert.Equal((status, words), ((int)answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]));
    }

    [Fact]
    public async Task Who_waits_while_the_node_stops_is_told_what_is_known()
    {
        var node = await LiveNode.StartAsync(_folder.FullName);
        await using var provider = await ProvideAsync(node);
        using var channel = new RpcChannel(node.Address, new());
        var asking = channel.CallAsync(AdminMethods.Instruct, new() { Namespace = "shop", Service = "orders", Instance = "o-1", Command = "reload" }, default, Cancel);
        Assert.NotNull((await provider.ReceiveAsync())!.Instruction);

        await node.DisposeAsync();

        Assert.Equal(Outcome.Unknown, (await asking).Outcome);
    }

    private static async Task<PlainClient> ProvideAsync(LiveNode node)
    {
        var provider = await node.DialAsync();
        await provider.HelloAsync(obeys: true);
        await provider.RegisterAsync("orders", "o-1");
        return provider;
    }

    private static async Task ObeyAsync(PlainClient provider, Outcome outcome, string message)
    {
        var instruction = (await provider.ReceiveAsync())!.Instruction;
        await provider.SendAsync(new Up { InstructionResult = new InstructionResult { Id = instruction.Id, Outcome = outcome, Message = message } });
    }
}
