using System.Text.Json.Nodes;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Tests.Operating;

/// <summary><c>muster policy</c> against a real registry.</summary>
public sealed class Deciding_who_may_join : IAsyncLifetime
{
    private readonly RunningRegistry _registry = new();
    private readonly string _file = Path.GetTempFileName();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _registry.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        File.Delete(_file);
        return _registry.DisposeAsync();
    }

    [Fact]
    public async Task A_policy_is_tried_applied_shown_and_remembered()
    {
        await ProvideAsync("o-1", "o-2");
        Assert.Equal((ExitCode.Done, "", "muster: No policy was ever applied: whoever has a token that covers it may register.\n"), await RunAsync("policy", "show"));
        const string Policy = "# what the night brings\nquarantine service=orders reason=\"under review\"\n";

        Write(Policy);
        Assert.Equal(
            """
            LINE  RULE                                             DECIDES  CHANGES
            2     quarantine service=orders reason="under review"  2        default/orders/o-1: allowed -> quarantined
                                                                            default/orders/o-2: allowed -> quarantined
            -     default allow                                    0        -

            Of 2 instances 2 would be judged otherwise than by no policy at all. Nothing was changed.

            """,
            (await RunAsync("policy", "test", _file)).Out);

        Assert.Equal("Policy 1 holds. 2 instances were judged: 0 denied, 2 put in quarantine, 0 released.\n", (await RunAsync("policy", "apply", _file, "--reason", "night")).Out);
        Assert.Contains("in quarantine: under review (admission policy, line 2)", (await RunAsync("instances", "orders")).Out, StringComparison.Ordinal);
        Assert.Equal(Policy, (await RunAsync("policy", "show")).Out);

        Write("");
        Assert.Equal("Policy 2 holds. 2 instances were judged: 0 denied, 0 put in quarantine, 2 released.\n", (await RunAsync("policy", "apply", _file, "--reason", "day")).Out);
        Assert.Equal(["2 day", "1 night"], JsonNode.Parse((await RunAsync("policy", "history", "-o", "json")).Out)!["policies"]!.AsArray().Select(policy => $"{policy!["revision"]} {policy["reason"]}"));
        Assert.Equal(Policy, (await RunAsync("policy", "show", "--revision", "1")).Out);
    }

    [Fact]
    public async Task A_policy_that_was_tested_against_another_one_is_refused()
    {
        Write("deny service=a");
        await RunAsync("policy", "apply", _file, "--expect", "0", "--reason", "first");

        var (exitCode, _, error) = await RunAsync("policy", "apply", _file, "--expect", "0", "--reason", "second");

        Assert.Equal(
            (ExitCode.Conflict, "muster: Another policy holds by now: revision 1, by anonymous: first. Nothing was changed. Look at it with 'muster policy show', bring its changes into yours, and test it again.\n"),
            (exitCode, error));
    }

    [Fact]
    public async Task A_fault_names_the_file_and_the_line()
    {
        Write("allow namespace=prod\ndeny serivce=a namespace=b\n");

        Assert.Equal(
            (ExitCode.Usage, "", $"muster: {_file}:2: there is no condition 'serivce'. Known are namespace, service, address, peer, caller, environment and label.KEY.\n"),
            await RunAsync("policy", "test", _file));
        Assert.Equal((ExitCode.Usage, "muster: Say why, for whoever finds this later: --reason TEXT.\n"), await FaultAsync(() => Write("deny service=a"), "policy", "apply", _file));
    }

    [Fact]
    public async Task All_faults_are_told_one_a_line()
    {
        Write("denny service=a\nallow address=10.0.0.0/99\n");

        Assert.Equal(
            (ExitCode.Usage, "", $"""
                muster: {_file}:1: 'denny' begins no line. Begin it with allow, deny, quarantine or default.
                muster: {_file}:2: address: '10.0.0.0/99' is no range of addresses, such as 10.0.0.0/8, 10.0.0.7 or fd00::/8.

                """),
            await RunAsync("policy", "apply", _file, "--reason", "night"));
    }

    [Fact]
    public async Task Whoever_is_denied_is_gone_for_the_reason_of_the_rule()
    {
        await ProvideAsync("o-1");
        Write("deny service=orders reason=\"wrong version\"");
        await RunAsync("policy", "apply", _file, "--reason", "night");

        string told;
        while (!(told = (await RunAsync("why", "orders", "o-1")).Out).Contains("is gone since", StringComparison.Ordinal)) Cancel.ThrowIfCancellationRequested();   // until the journal has it

        Assert.Matches(@"^o-1 is gone since \S+ \S+: policy: wrong version \(admission policy, line 1\)\.\n", told);
    }

    private async Task<(int ExitCode, string Error)> FaultAsync(Action before, params string[] args)
    {
        before();
        var (exitCode, _, error) = await RunAsync(args);
        return (exitCode, error);
    }

    private void Write(string policy) => File.WriteAllText(_file, policy);

    private async Task ProvideAsync(params string[] ids)
    {
        using var http = new HttpClient();
        foreach (var id in ids)
        {
            using var body = new StringContent("""{"addresses":["http://10.0.0.7:80"],"ttl":"10m"}""", System.Text.Encoding.UTF8, "application/json");
            using var put = await http.PutAsync($"http://{_registry.Http}/v1/namespaces/default/services/orders/instances/{id}", body, Cancel);
            put.EnsureSuccessStatusCode();
        }
    }

    private async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] args)
    {
        var said = await Said.ByAsync([.. args, "--registry", _registry.Rpc]);
        return (said.ExitCode, said.Out, said.Error);
    }
}
