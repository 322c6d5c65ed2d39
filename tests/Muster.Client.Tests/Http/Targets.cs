using System.Net;
using Muster.Client.Tests.Balancing;

namespace Muster.Client.Tests.Http;

/// <summary>Where a request goes, and what is left of it afterwards.</summary>
public sealed class Targets
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://orders/a/b?c=d", "http://10.0.0.7:8080", "http://10.0.0.7:8080/a/b?c=d")]
    [InlineData("http://orders/a", "http://10.0.0.7:8080/base/", "http://10.0.0.7:8080/base/a")]
    [InlineData("http://orders", "http://[::1]:8080", "http://[::1]:8080/")]
    [InlineData("http://orders/a%2Fb", "https://node-7", "https://node-7/a%2Fb")]
    [InlineData("https://orders/a", "https://node-7:443", "https://node-7/a")]
    public async Task The_address_is_the_instances_and_the_path_the_requests(string asked, string address, string called)
    {
        using var call = Answering(new Fleet().List("a", address: address));
        using var request = new HttpRequestMessage(HttpMethod.Get, asked);

        await call.SendAsync(request, Cancel);

        Assert.Equal(called, Assert.Single(call.Called).AbsoluteUri);
    }

    [Theory]
    [InlineData("https://orders/", "http://10.0.0.7:8080", "has no https address for https://orders/: it registered http://10.0.0.7:8080.")]
    [InlineData("http://orders/", "grpc://10.0.0.7:8080", "has no http or https address for http://orders/: it registered grpc://10.0.0.7:8080.")]
    public async Task Who_asks_for_tls_never_gets_less(string asked, string address, string words)
    {
        var fleet = new Fleet().List("a", address: address);
        using var call = Answering(fleet);
        using var request = new HttpRequestMessage(HttpMethod.Get, asked);

        var thrown = await Assert.ThrowsAsync<MusterException>(() => call.SendAsync(request, Cancel));

        Assert.EndsWith(words, thrown.Message, StringComparison.Ordinal);
        Assert.Empty(call.Called);
        Assert.Equal(0, fleet.InFlight("a"));
    }

    [Fact]
    public async Task Afterwards_the_request_is_as_it_was_and_names_its_instance()
    {
        using var call = Answering(Fleet.With(BalancingPolicies.LeastRequests, ("a", 100)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://orders/a");
        request.Headers.Host = "shop.example";

        await call.SendAsync(request, Cancel);

        Assert.Equal("http://orders/a", request.RequestUri!.AbsoluteUri);
        Assert.Equal("shop.example", request.Headers.Host);
        Assert.True(request.Options.TryGetValue(MusterHttp.Instance, out var instance));
        Assert.Equal("a", instance.Id);
    }

    [Fact]
    public async Task Requests_with_the_same_key_go_to_the_same_instance()
    {
        using var call = Answering(Fleet.With(BalancingPolicies.ConsistentHash, ("a", 100), ("b", 100), ("c", 100), ("d", 100)));
        for (var i = 0; i < 20; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://orders/a");
            request.Options.Set(MusterHttp.Key, "user-7");
            await call.SendAsync(request, Cancel);
        }

        Assert.Single(call.Called.Distinct());
    }

    private static ScriptedCall Answering(Fleet fleet) => new(fleet, (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)));
}
