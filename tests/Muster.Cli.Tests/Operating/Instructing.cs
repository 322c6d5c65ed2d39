using Muster.Cli.CommandLine;
using Muster.Client;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Testing.Carriers;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Cli.Tests.Operating;

/// <summary><c>muster instruct</c> against a real registry, and processes with the SDK in them.</summary>
public sealed class Instructing(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Once_ten_times_asked_and_with_its_connection_cut_before_the_result_it_takes_effect_once()
    {
        using var line = new CutLine(registry.Rpc);
        await using var client = MusterClient.Start(new MusterOptions { Registries = { line.Address }, SnapshotFolder = "" });
        var (begun, goOn, effects) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        client.OnInstruction("pay-out", async (arguments, cancel) =>
        {
            Interlocked.Add(ref effects, int.Parse(arguments["amount"], System.Globalization.CultureInfo.InvariantCulture));
            begun.TrySetResult();
            await goOn.Task.WaitAsync(cancel);
        });
        await client.RegisterAsync("once", new InstanceDescription("http://10.0.0.7:80") { Id = "o-1" }, Cancel);
        using var channel = new RpcChannel($"http://{registry.Rpc}", new());

        var asked = Enumerable.Range(0, 10).Select(_ => AskAsync(channel, "i-once")).ToArray();
        await begun.Task.WaitAsync(Cancel);
        line.Cut();
        goOn.SetResult();
        var receipts = await Task.WhenAll(asked);

        Assert.All(receipts, receipt => Assert.Equal((Outcome.Done, 1UL), (receipt.Outcome, receipt.Incarnation)));
        Assert.Equal(receipts[0], await AskAsync(channel, "i-once"));
        Assert.Equal((7, 1), (effects, line.Cuts));
        await AskAsync(channel, "i-twice");
        Assert.Equal(14, effects);
    }

    [Fact]
    public async Task Drained_takes_no_calls_until_resumed_and_stays_registered()
    {
        await using var provider = new MusterProcess("register", "shop", "--address", "http://10.0.0.7:80", "--id", "s-1", "--weight", "50", "--registry", registry.Rpc);
        await provider.PrintsAsync("Registered s-1");

        var drained = await RunAsync("instruct", "shop", "s-1", "drain");
        Assert.Equal((ExitCode.Done, ""), (drained.ExitCode, drained.Error));
        Assert.Matches(@"^drain of s-1: done in [0-9.]+s \(incarnation 1, .*register.*, id [0-9a-f]{32}\)\n$", drained.Out);
        Assert.Equal(0U, await WeightAsync());

        await RunAsync("instruct", "shop", "s-1", "refresh");
        Assert.Equal(0U, await WeightAsync());   // what is registered again is drained still

        Assert.Equal(ExitCode.Done, (await RunAsync("instruct", "shop", "s-1", "resume")).ExitCode);
        Assert.Equal(50U, await WeightAsync());
    }

    [Fact]
    public async Task What_was_not_done_says_why_and_ends_with_another_code()
    {
        await using var client = MusterClient.Start(new MusterOptions { Registries = { registry.Rpc }, SnapshotFolder = "", ClientName = "stubborn" });
        client.OnInstruction("fail", (_, _) => throw new InvalidOperationException("the disk is full"));
        client.OnInstruction("dawdle", (_, _) => new TaskCompletionSource().Task);
        await client.RegisterAsync("stubborn", new InstanceDescription("http://10.0.0.7:80") { Id = "s-1" }, Cancel);

        var (failed, late, unknown) = (await RunAsync("instruct", "stubborn", "s-1", "fail", "--id", "f-1"), await RunAsync("instruct", "stubborn", "s-1", "dawdle", "--deadline", "500ms"), await RunAsync("instruct", "stubborn", "s-1", "dance"));
        var (nobody, another) = (await RunAsync("instruct", "stubborn", "s-2", "drain"), await RunAsync("instruct", "stubborn", "s-1", "drain", "--incarnation", "9"));

        Assert.Equal((ExitCode.Failed, "muster: InvalidOperationException: the disk is full\n"), (failed.ExitCode, failed.Error));
        Assert.Matches(@"^fail of s-1: failed in [0-9.]+s \(incarnation 1, stubborn, id f-1\)\n$", failed.Out);
        Assert.Equal((ExitCode.Failed, "muster: 'dawdle' was not done within 0.5 s, and was told to stop.\n"), (late.ExitCode, late.Error));
        Assert.Equal((ExitCode.Failed, "muster: This process knows no 'dance'.\n"), (unknown.ExitCode, unknown.Error));
        Assert.Equal((ExitCode.NotFound, "muster: instance 's-2' of default/stubborn is not registered. Nothing was done.\n"), (nobody.ExitCode, nobody.Error));
        Assert.Equal((ExitCode.Conflict, "muster: instance 's-1' of default/stubborn runs as incarnation 1, and the instruction is for 9. Nothing was done.\n"), (another.ExitCode, another.Error));
        Assert.Equal(failed, await RunAsync("instruct", "stubborn", "s-1", "fail", "--id", "f-1"));
        Assert.Equal(ConnectionState.Connected, client.State);
    }

    private static Task<InstructionReceipt> AskAsync(RpcChannel channel, string id) => channel.CallAsync(
        AdminMethods.Instruct, new() { Namespace = "default", Service = "once", Instance = "o-1", Command = "pay-out", Arguments = { ["amount"] = "7" }, WithinMs = 60_000, Id = id }, default, Cancel);

    private async Task<uint> WeightAsync()
    {
        using var channel = new RpcChannel($"http://{registry.Rpc}", new());
        var list = await channel.CallAsync(RegistryMethods.ListInstances, new() { Namespace = "default", Service = "shop" }, default, Cancel);
        return list.Instances.Single().Instance.Weight;
    }

    private Task<Said> RunAsync(params string[] args) => Said.ByAsync([.. args, "--registry", registry.Rpc]);
}
