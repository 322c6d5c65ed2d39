namespace Muster.Cli.Tests.Providing;

public sealed class Registering_a_program(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    private const string Patient = "exec sleep 600";

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -TERM $$", 143)]
    public async Task Its_exit_code_is_passed_on(string script, int exitCode)
    {
        await using var provider = Register("codes", "codes-1", script);

        Assert.Equal(exitCode, await provider.EndsAsync());
    }

    [Fact]
    public async Task TERM_takes_the_registration_out_and_is_passed_on()
    {
        await using var provider = Register("polite", "polite-1", "trap 'echo stopping; exit 9' TERM; echo ready; while :; do sleep 0.1; done");
        await provider.PrintsAsync("Registered polite-1 of polite");
        await using var watch = new MusterProcess("watch", "polite", "--registry", registry.Rpc);
        await watch.PrintsAsync("+ polite-1");

        await provider.SignalAsync("TERM");

        await watch.PrintsAsync("deregistered");
        await provider.PrintsAsync("stopping");
        Assert.Equal(9, await provider.EndsAsync());
    }

    [Fact]
    public async Task When_it_ends_the_registration_ends()
    {
        var end = Path.Combine(Path.GetTempPath(), $"muster-cli-tests-{Guid.NewGuid():N}");
        await using var provider = Register("short", "short-1", $"until [ -e {end} ]; do sleep 0.1; done; rm {end}");
        await provider.PrintsAsync("Registered short-1 of short");
        await using var watch = new MusterProcess("watch", "short", "--registry", registry.Rpc);
        await watch.PrintsAsync("+ short-1");

        await File.WriteAllTextAsync(end, "", TestContext.Current.CancellationToken);

        await watch.PrintsAsync("deregistered");
        Assert.Equal(0, await provider.EndsAsync());
    }

    [Fact]
    public async Task Without_a_program_the_registration_is_held_until_interrupted()
    {
        await using var holder = new MusterProcess("register", "held", "--registry", registry.Rpc, "--address", "http://10.0.0.7:8080");
        await holder.PrintsAsync("Registered 10.0.0.7:8080 of held");
        await using var watch = new MusterProcess("watch", "held", "--registry", registry.Rpc);
        await watch.PrintsAsync("+ 10.0.0.7:8080");

        await holder.SignalAsync("INT");

        await watch.PrintsAsync("deregistered");
        Assert.Equal(0, await holder.EndsAsync());
    }

    [Fact]
    public async Task Whoever_loses_the_id_stops_his_program_and_ends_with_6()
    {
        await using var older = Register("claimed", "claimed-1", Patient);
        await older.PrintsAsync("Registered claimed-1 of claimed");
        await using var younger = Register("claimed", "claimed-1", Patient);
        await younger.PrintsAsync("Registered claimed-1 of claimed");

        await older.PrintsAsync("claimed-1 of claimed was taken over by another process with the same id. This process stays out. Give each process its own id.");
        Assert.Equal(6, await older.EndsAsync());
        Assert.Equal(0, (await Said.ByAsync(["instances", "claimed", "--registry", registry.Rpc])).ExitCode);
    }

    [Fact]
    public async Task A_program_that_is_not_there_or_not_one_is_told_as_in_a_shell()
    {
        var missing = await Said.ByAsync(["register", "x", "--registry", registry.Rpc, "--address", "http://h:1", "--", "no-such-program"]);
        var text = await Said.ByAsync(["register", "x", "--registry", registry.Rpc, "--address", "http://h:1", "--", typeof(Registering_a_program).Assembly.Location]);

        Assert.Equal(127, missing.ExitCode);
        Assert.EndsWith("muster: There is no program 'no-such-program' on the PATH. Give its path.\n", missing.Error, StringComparison.Ordinal);
        Assert.Equal(126, text.ExitCode);
    }

    [Fact]
    public async Task A_program_starts_and_ends_without_any_registry()
    {
        await using var provider = new MusterProcess("register", "alone", "--registry", "127.0.0.1:1", "--address", "http://h:1", "--", "sh", "-c", "exit 3");

        Assert.Equal(3, await provider.EndsAsync());
        Assert.Contains("'alone' is registered as soon as one answers.", provider.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_leave_to_ask_it_detectors_do()
    {
        var unread = await Said.ByAsync(["register", "asked", "--registry", registry.Rpc, "--address", "http://127.0.0.1:1", "--probe", "ping"]);
        Assert.Equal((2, "muster: --probe: 'ping' is not tcp, http:/PATH, grpc or grpc:SERVICE.\n"), (unread.ExitCode, unread.Error));

        await using var provider = new MusterProcess("register", "asked", "--registry", registry.Rpc, "--address", "http://127.0.0.1:1", "--probe", "http:/healthz");
        await provider.PrintsAsync("Registered 127.0.0.1:1 of asked");

        using var http = new HttpClient();
        Assert.Contains("\nmuster_instances_probed 1\n", await http.GetStringAsync($"http://{registry.Http}/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private MusterProcess Register(string service, string id, string script) =>
        new("register", service, "--registry", registry.Rpc, "--address", "http://10.0.0.7:8080", "--id", id, "--", "sh", "-c", script);
}
