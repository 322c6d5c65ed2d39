using Muster.Server.Api;

namespace Muster.Server.Tests.Api;

public sealed class WatchEvents
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_follower_gets_the_list_then_what_changes()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PutAsync("o-1");
        using var reader = await host.FollowAsync();

        var snapshot = await reader.NextAsync();
        await host.AdvanceAsync(Window);
        await host.PutAsync("o-2");
        var added = await reader.NextAsync();
        await host.AdvanceAsync(Window);
        await host.AskAsync(HttpMethod.Delete, "/v1/namespaces/default/services/orders/instances/o-1");
        var removed = await reader.NextAsync();

        var (_, list) = await host.AskAsync(HttpMethod.Get, "/v1/namespaces/default/services/orders");
        Assert.Equal("snapshot", snapshot!.Name);
        Assert.Equal(["o-1"], snapshot.Data!["instances"]!.AsArray().Select(instance => (string)instance!["id"]!));
        Assert.Equal(("delta", """{"epoch":7,"sequence":1}""", """{"epoch":7,"sequence":2}"""), (added!.Name, added.Data!["from"]!.ToJsonString(), added.Data["to"]!.ToJsonString()));
        Assert.Equal(["o-2"], added.Data["changed"]!.AsArray().Select(instance => (string)instance!["id"]!));
        Assert.Equal("""[{"id":"o-1","cause":"deregistered"}]""", removed!.Data!["removed"]!.ToJsonString());
        Assert.Equal((string?)list!["digest"], (string?)removed.Data["digest"]);
        Assert.Equal($"7.3.{list["digest"]}", removed.Id);
    }

    [Fact]
    public async Task A_service_that_nobody_registers_yet_can_be_followed()
    {
        await using var host = await ApiHost.StartAsync();
        using var reader = await host.FollowAsync("later");

        var empty = await reader.NextAsync();
        await host.PutAsync("l-1", service: "later");
        var first = await reader.NextAsync();

        Assert.Empty(empty!.Data!["instances"]!.AsArray());
        Assert.Equal("l-1", (string?)first!.Data!["changed"]![0]!["id"]);
    }

    [Fact]
    public async Task Coming_back_with_the_same_list_sends_no_list()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PutAsync("o-1");
        string id;
        using (var reader = await host.FollowAsync()) id = (await reader.NextAsync())!.Id;

        using var again = await host.FollowAsync(lastEventId: id);
        var current = await again.NextAsync();

        Assert.Equal(("current", id), (current!.Name, current.Id));
        Assert.Equal("""{"epoch":7,"sequence":1}""", current.Data!["revision"]!.ToJsonString());
    }

    [Fact]
    public async Task Coming_back_with_an_older_list_sends_what_changed_since()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PutAsync("o-1");
        string id;
        using (var reader = await host.FollowAsync()) id = (await reader.NextAsync())!.Id;
        await host.AdvanceAsync(Window);
        await host.PutAsync("o-2");
        await host.AdvanceAsync(Window);
        await host.PutAsync("o-3");

        using var again = await host.FollowAsync(lastEventId: id);
        var delta = await again.NextAsync();

        Assert.Equal("delta", delta!.Name);
        Assert.Equal(["o-2", "o-3"], delta.Data!["changed"]!.AsArray().Select(instance => (string)instance!["id"]!).Order());
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("6.1.0123456789abcdef")]
    [InlineData("7.1.0123456789abcdef")]
    [InlineData("7.99.0123456789abcdef")]
    public async Task Coming_back_with_what_cannot_be_continued_sends_the_whole_list(string id)
    {
        await using var host = await ApiHost.StartAsync();
        await host.PutAsync("o-1");

        using var reader = await host.FollowAsync(lastEventId: id);

        Assert.Equal("snapshot", (await reader.NextAsync())!.Name);
    }

    [Fact]
    public async Task A_reader_who_is_told_nothing_hears_that_the_stream_lives()
    {
        await using var host = await ApiHost.StartAsync();
        using var reader = await host.FollowAsync();
        await reader.NextAsync();

        await host.AdvanceAsync(WatchStream.KeepAlive);

        Assert.Equal("the stream lives", (await reader.NextBlockAsync())!.Comment);
    }

    [Fact]
    public async Task A_reader_who_leaves_is_forgotten()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PutAsync("o-1");
        using (var reader = await host.FollowAsync())
        {
            await reader.NextAsync();
            Assert.Equal(1, host.Loop.Views.All()[0].Subscribers);
        }

        while (host.Loop.Views.All()[0].Subscribers > 0) await host.AdvanceAsync(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_node_that_stops_ends_the_stream_in_good_order()
    {
        await using var host = await ApiHost.StartAsync();
        using var reader = await host.FollowAsync();
        await reader.NextAsync();

        var stopping = host.StopAsync();

        Assert.Null(await reader.NextAsync());
        await stopping;
    }

    [Fact]
    public async Task A_registry_that_leaves_ends_the_stream_in_good_order()
    {
        await using var host = await ApiHost.StartAsync();
        using var reader = await host.FollowAsync();
        await reader.NextAsync();

        await host.Loop.StepAsync(new Muster.Core.Input.Leave("moving"), TestContext.Current.CancellationToken);

        Assert.Null(await reader.NextAsync());
    }

    [Fact]
    public async Task Readers_are_told_to_come_back_at_different_times()
    {
        await using var host = await ApiHost.StartAsync();
        using var answer = await host.SendAsync(HttpMethod.Get, "/v1/namespaces/default/services/orders", null, ("Accept", "text/event-stream"));
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        Assert.Matches("^retry: [12][0-9]{3}$", await lines.ReadLineAsync(TestContext.Current.CancellationToken));
    }
}
