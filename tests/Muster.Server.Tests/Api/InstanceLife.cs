using Muster.Core.Access;

namespace Muster.Server.Tests.Api;

public sealed class InstanceLife
{
    private const string Orders = "/v1/namespaces/default/services/orders";

    [Fact]
    public async Task A_registration_is_answered_with_its_incarnation_and_when_to_beat()
    {
        await using var host = await ApiHost.StartAsync();

        var (status, lease) = await host.PutAsync("o-1");

        Assert.Equal(201, status);
        Assert.Equal("""{"namespace":"default","service":"orders","id":"o-1","incarnation":1,"ttl":"30s","heartbeat":"10s"}""", lease!.ToJsonString());
    }

    [Fact]
    public async Task Readers_see_all_that_was_registered_as_soon_as_it_is_answered()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AskAsync(HttpMethod.Put, $"{Orders}/instances/o-1",
            """{"addresses":["http://10.0.0.7:8080","grpc://10.0.0.7:8081"],"zone":"z1","unit":"shop","weight":50,"metadata":{"b":"2","a":"1"}}""");

        var (status, list) = await host.AskAsync(HttpMethod.Get, Orders);

        Assert.Equal(200, status);
        Assert.Equal("orders", (string?)list!["service"]);
        Assert.Equal("""{"epoch":7,"sequence":1}""", list["revision"]!.ToJsonString());
        Assert.False((bool)list["stale"]!);
        Assert.Matches("^[0-9a-f]{16}$", (string?)list["digest"]);
        var instance = Assert.Single(list["instances"]!.AsArray())!.AsObject();
        Assert.Matches("^[0-9a-f]{16}$", (string?)instance["version"]);
        instance.Remove("version");
        Assert.Equal(
            """{"id":"o-1","addresses":["http://10.0.0.7:8080","grpc://10.0.0.7:8081"],"zone":"z1","unit":"shop","weight":50,"metadata":{"a":"1","b":"2"},"state":"healthy","protected":false,"evidence":"","downIn":[]}""",
            instance.ToJsonString());
    }

    [Fact]
    public async Task Putting_it_again_renews_it_and_keeps_the_incarnation()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PutAsync("o-1");

        var (status, lease) = await host.PutAsync("o-1", ttl: "1m");

        Assert.Equal(200, status);
        Assert.Equal(1, (int)lease!["incarnation"]!);
        Assert.Equal("60s", (string?)lease["ttl"]);
        Assert.Equal("20s", (string?)lease["heartbeat"]);
    }

    [Fact]
    public async Task One_that_beats_stays_and_one_that_falls_silent_is_suspect_then_gone()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PassStartAsync();
        await host.PutAsync("beats");
        await host.PutAsync("silent");

        for (var beat = 0; beat < 3; beat++)
        {
            await host.AdvanceAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(200, (await host.AskAsync(HttpMethod.Post, $"{Orders}/instances/beats/heartbeat")).Status);
        }

        Assert.Equal(["beats healthy", "silent suspect"], await StatesAsync(host));
        await host.AdvanceAsync(TimeSpan.FromSeconds(11));
        await host.AskAsync(HttpMethod.Post, $"{Orders}/instances/beats/heartbeat");
        Assert.Equal(["beats healthy"], await StatesAsync(host));
    }

    [Fact]
    public async Task The_last_one_stays_listed_and_protected_when_it_falls_silent()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PassStartAsync();
        await host.PutAsync("only");

        await host.AdvanceAsync(TimeSpan.FromSeconds(41));

        var (_, list) = await host.AskAsync(HttpMethod.Get, Orders);
        Assert.Equal("dead", (string?)list!["instances"]![0]!["state"]);
        Assert.True((bool)list["instances"]![0]!["protected"]!);
    }

    [Fact]
    public async Task The_list_says_why_who_is_not_healthy_and_how_many_are_hidden_of_how_many_may_be()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PassStartAsync();
        for (var one = 0; one < 5; one++) await host.PutAsync($"o-{one}");
        await host.AdvanceAsync(TimeSpan.FromSeconds(23));
        var (_, suspects) = await host.AskAsync(HttpMethod.Get, Orders);
        using var before = await host.SendAsync(HttpMethod.Get, Orders);

        await host.AdvanceAsync(TimeSpan.FromSeconds(18));
        var (_, dead) = await host.AskAsync(HttpMethod.Get, Orders);
        using var after = await host.SendAsync(HttpMethod.Get, Orders);

        Assert.Equal("no heartbeat for 22 s", (string?)suspects!["instances"]![0]!["evidence"]);
        Assert.Equal((0, 2), ((int)suspects["hidden"]!, (int)suspects["budget"]!));
        Assert.Equal("silent for 40 s", (string?)dead!["instances"]![0]!["evidence"]);
        Assert.Equal((3, 2, 2, 0), (dead["instances"]!.AsArray().Count, (int)dead["hidden"]!, (int)dead["budget"]!, (int)dead["proven"]!));
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
    }

    [Fact]
    public async Task A_beat_of_one_whose_time_ran_out_is_told_to_register_again_and_gets_a_higher_incarnation()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PassStartAsync();
        await host.PutAsync("o-1");
        await host.AdvanceAsync(TimeSpan.FromSeconds(41));

        var (status, problem) = await host.AskAsync(HttpMethod.Post, $"{Orders}/instances/o-1/heartbeat");

        Assert.Equal(404, status);
        Assert.Equal("instance 'o-1' of default/orders is not registered, or its time to live has run out. Register it again.", (string?)problem!["detail"]);
        var (again, lease) = await host.PutAsync("o-1");
        Assert.Equal(201, again);
        Assert.Equal(2, (int)lease!["incarnation"]!);
    }

    [Fact]
    public async Task A_removed_one_is_gone_at_once()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PutAsync("o-1");
        await host.PutAsync("o-2");

        using var answer = await host.SendAsync(HttpMethod.Delete, $"{Orders}/instances/o-1");
        await host.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal(["o-2 healthy"], await StatesAsync(host));
    }

    [Fact]
    public async Task An_id_that_another_caller_holds_cannot_be_taken_beaten_or_removed()
    {
        await using var host = await ApiHost.StartAsync(ApiHost.Token("theirs", "shop", "default", "*", Verb.Register));
        await host.PutAsync("o-1");
        var theirs = ("Authorization", "Bearer theirs");
        const string Held = "instance 'o-1' of default/orders is held by another client (http:anonymous). Use another id, or stop that client first.";

        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Put, $"{Orders}/instances/o-1", """{"addresses":["http://10.0.0.8:80"]}"""),
            (HttpMethod.Post, $"{Orders}/instances/o-1/heartbeat", null),
            (HttpMethod.Delete, $"{Orders}/instances/o-1", null),
        })
        {
            var (status, problem) = await host.AskAsync(method, path, body, theirs);
            Assert.Equal((409, Held), (status, (string?)problem!["detail"]));
        }
    }

    [Theory]
    [InlineData("1s", "10s", "3.333s")]
    [InlineData("2h", "600s", "200s")]
    [InlineData("45s", "45s", "15s")]
    [InlineData("12500ms", "12.5s", "4.166s")]
    public async Task A_time_to_live_is_kept_within_ten_seconds_and_ten_minutes(string asked, string granted, string heartbeat)
    {
        await using var host = await ApiHost.StartAsync();

        var (_, lease) = await host.PutAsync("o-1", asked);

        Assert.Equal((granted, heartbeat), ((string?)lease!["ttl"], (string?)lease["heartbeat"]));
    }

    private static async Task<string[]> StatesAsync(ApiHost host)
    {
        var (_, list) = await host.AskAsync(HttpMethod.Get, Orders);
        return [.. list!["instances"]!.AsArray().Select(instance => $"{instance!["id"]} {instance["state"]}")];
    }
}
