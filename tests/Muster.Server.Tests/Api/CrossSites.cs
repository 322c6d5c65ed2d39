namespace Muster.Server.Tests.Api;

public sealed class CrossSites
{
    private const string One = "/v1/namespaces/default/services/orders/instances/o-1";
    private const string Body = """{"addresses":["http://10.0.0.7:80"]}""";

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost:3000")]
    [InlineData("null")]
    public async Task A_web_page_from_elsewhere_may_not_write_without_a_token(string site)
    {
        await using var host = await ApiHost.StartAsync();

        var (status, problem) = await host.AskAsync(HttpMethod.Put, One, Body, ("Origin", site));

        Assert.Equal((403, $"The web page of '{site}' may not write to this registry without a token."), (status, (string?)problem!["detail"]));
        Assert.Equal(403, (await host.AskAsync(HttpMethod.Post, $"{One}/heartbeat", null, ("Origin", site))).Status);
        Assert.Equal(403, (await host.AskAsync(HttpMethod.Delete, One, null, ("Origin", site))).Status);
    }

    [Fact]
    public async Task A_foreign_name_that_resolves_to_this_machine_is_elsewhere()
    {
        await using var host = await ApiHost.StartAsync();
        var name = $"evil.example:{host.Address.Port}";

        Assert.Equal(403, (await host.AskAsync(HttpMethod.Put, One, Body, ("Host", name), ("Origin", $"http://{name}"))).Status);
    }

    [Fact]
    public async Task A_page_that_had_its_name_resolve_to_this_machine_reads_nothing()
    {
        await using var host = await ApiHost.StartAsync();
        var name = ("Host", $"evil.example:{host.Address.Port}");

        var (status, problem) = await host.AskAsync(HttpMethod.Get, "/v1/namespaces/default/services", null, name);

        Assert.Equal((403, "Without a token, 'evil.example' is no name for this registry: call it as localhost or 127.0.0.1, or send a token."), (status, (string?)problem!["detail"]));
        Assert.Equal(403, (await host.AskAsync(HttpMethod.Get, "/v1/namespaces", null, name)).Status);
        Assert.Equal(403, (await host.AskAsync(HttpMethod.Get, "/metrics", null, name)).Status);
        Assert.Equal(200, (await host.AskAsync(HttpMethod.Get, "/v1/namespaces", null, ("Host", $"localhost:{host.Address.Port}"))).Status);
    }

    [Fact]
    public async Task Who_shows_a_token_may_call_the_registry_by_any_name()
    {
        await using var host = await ApiHost.StartAsync(ApiHost.Token("t", "shop", "default", "*", Core.Access.Verb.List));

        Assert.Equal(200, (await host.AskAsync(HttpMethod.Get, "/v1/namespaces", null, ("Host", "registry.example"), ("Authorization", "Bearer t"))).Status);
    }

    [Fact]
    public async Task A_page_of_the_registry_itself_may_write()
    {
        await using var host = await ApiHost.StartAsync();

        Assert.Equal(201, (await host.AskAsync(HttpMethod.Put, One, Body, ("Origin", host.Address.GetLeftPart(UriPartial.Authority)))).Status);
    }

    [Fact]
    public async Task Who_shows_a_token_may_write_from_any_page()
    {
        await using var host = await ApiHost.StartAsync(ApiHost.Token("t", "shop", "default", "*", Core.Access.Verb.Register));

        Assert.Equal(201, (await host.AskAsync(HttpMethod.Put, One, Body, ("Origin", "https://shop.example"), ("Authorization", "Bearer t"))).Status);
    }
}
