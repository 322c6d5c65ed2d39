using Muster.Core.Access;

namespace Muster.Server.Tests.Api;

public sealed class Listings
{
    [Fact]
    public async Task Namespaces_and_services_are_listed_in_order()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PutAsync("b-1", service: "b", @namespace: "test");
        await host.PutAsync("a-1", service: "a", @namespace: "test");
        await host.PutAsync("c-1", service: "c", @namespace: "prod");

        var (_, namespaces) = await host.AskAsync(HttpMethod.Get, "/v1/namespaces");
        var (_, services) = await host.AskAsync(HttpMethod.Get, "/v1/namespaces/test/services");

        Assert.Equal("""{"namespaces":["prod","test"]}""", namespaces!.ToJsonString());
        Assert.Equal("test", (string?)services!["namespace"]);
        Assert.Equal(["a", "b"], services["services"]!.AsArray().Select(service => (string)service!["service"]!));
    }

    [Fact]
    public async Task A_service_is_told_in_few_words()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PutAsync("o-1");
        using var reader = await host.FollowAsync();
        await reader.NextAsync();

        var (_, services) = await host.AskAsync(HttpMethod.Get, "/v1/namespaces/default/services");
        var (_, list) = await host.AskAsync(HttpMethod.Get, "/v1/namespaces/default/services/orders");

        Assert.Equal(
            $$"""{"service":"orders","instances":1,"healthy":1,"subscribers":1,"stale":false,"revision":{"epoch":7,"sequence":1},"digest":"{{list!["digest"]}}"}""",
            services!["services"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task A_namespace_in_which_there_is_nothing_has_no_services()
    {
        await using var host = await ApiHost.StartAsync();

        var (status, services) = await host.AskAsync(HttpMethod.Get, "/v1/namespaces/empty/services");

        Assert.Equal((200, """{"namespace":"empty","services":[]}"""), (status, services!.ToJsonString()));
    }

    [Fact]
    public async Task A_caller_sees_only_what_his_token_covers()
    {
        await using var host = await ApiHost.StartAsync(ApiHost.Token("c", "cart", "test", "cart*", Verb.List));
        foreach (var (space, service) in new[] { ("test", "cart"), ("test", "cart-items"), ("test", "orders"), ("prod", "cart") })
            await host.PutAsync("i-1", @namespace: space, service: service);
        var token = ("Authorization", "Bearer c");

        var (_, namespaces) = await host.AskAsync(HttpMethod.Get, "/v1/namespaces", null, token);
        var (_, services) = await host.AskAsync(HttpMethod.Get, "/v1/namespaces/test/services", null, token);

        Assert.Equal("""{"namespaces":["test"]}""", namespaces!.ToJsonString());
        Assert.Equal(["cart", "cart-items"], services!["services"]!.AsArray().Select(service => (string)service!["service"]!));
    }

    [Fact]
    public async Task A_list_that_the_reader_holds_is_not_sent_again()
    {
        await using var host = await ApiHost.StartAsync();
        await host.PutAsync("o-1");
        const string Orders = "/v1/namespaces/default/services/orders";
        using var first = await host.SendAsync(HttpMethod.Get, Orders);
        var tag = first.Headers.ETag!.ToString();

        using var same = await host.SendAsync(HttpMethod.Get, Orders, null, ("If-None-Match", tag));
        await host.PutAsync("o-2");
        await host.AdvanceAsync(TimeSpan.FromSeconds(1));
        using var other = await host.SendAsync(HttpMethod.Get, Orders, null, ("If-None-Match", tag));

        Assert.Equal([200, 304, 200], new[] { first, same, other }.Select(answer => (int)answer.StatusCode));
        Assert.Equal(tag, same.Headers.ETag!.ToString());
        Assert.NotEqual(tag, other.Headers.ETag!.ToString());
    }
}
