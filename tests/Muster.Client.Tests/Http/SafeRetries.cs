using System.Net;
using System.Text;
using Muster.Client.Tests.Balancing;

namespace Muster.Client.Tests.Http;

/// <summary>A call is tried on another instance only where that is safe, possible and within the budget.</summary>
public sealed class SafeRetries
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "", "refused", true)]
    [InlineData("POST", "memory", "refused", true)]
    [InlineData("POST", "stream", "refused", true)]
    [InlineData("POST", "memory", "connect-timeout", true)]
    [InlineData("GET", "", "broken", true)]
    [InlineData("PUT", "memory", "broken", true)]
    [InlineData("PUT", "parts", "broken", true)]
    [InlineData("DELETE", "", "broken", true)]
    [InlineData("PUT", "stream", "broken", false)]
    [InlineData("POST", "memory", "broken", false)]
    [InlineData("PATCH", "memory", "broken", false)]
    [InlineData("GET", "", "503", true)]
    [InlineData("POST", "memory", "503", false)]
    [InlineData("GET", "", "500", false)]
    [InlineData("GET", "", "404", false)]
    public async Task A_failed_call_is_tried_elsewhere_when_it_is_safe(string method, string content, string failure, bool again)
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("a", 100), ("b", 100));
        var failed = "";
        using var call = new ScriptedCall(fleet, (request, _) =>
        {
            if (failed.Length > 0) return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
            failed = request.RequestUri!.Host;
            return Fail(failure);
        });
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://orders/1?x=2") { Content = ContentOf(content) };

        var answered = await Record.ExceptionAsync(async () => (await call.SendAsync(request, Cancel)).EnsureSuccessStatusCode());

        Assert.Equal(again ? 2 : 1, call.Called.Count);
        Assert.Equal(again, answered is null);
        if (again) Assert.NotEqual(call.Called[0].Host, call.Called[1].Host);
        Assert.All(["a", "b"], id => Assert.Equal(0, fleet.InFlight(id)));
    }

    [Fact]
    public async Task A_call_is_tried_on_three_instances_at_most_and_each_of_them_once()
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRandom, ("a", 100), ("b", 100), ("c", 100), ("d", 100));
        using var call = new ScriptedCall(fleet, (_, _) => Fail("refused"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://orders/");

        await Assert.ThrowsAsync<HttpRequestException>(() => call.SendAsync(request, Cancel));

        Assert.Equal(3, call.Called.Distinct().Count());
        Assert.Equal(3, call.Called.Count);
    }

    [Fact]
    public async Task A_lone_instance_is_not_asked_twice()
    {
        using var call = new ScriptedCall(Fleet.With(BalancingPolicies.LeastRequests, ("a", 100)), (_, _) => Fail("503"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://orders/");

        using var answer = await call.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Single(call.Called);
    }

    [Fact]
    public async Task Retries_end_with_the_budget()
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRandom, ("a", 100), ("b", 100), ("c", 100), ("d", 100));
        (fleet.Options.Retry.Share, fleet.Options.Retry.Minimum) = (0.1, 5);
        using var call = new ScriptedCall(fleet, (_, _) => Fail("503"));

        for (var i = 0; i < 200; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://orders/");
            (await call.SendAsync(request, Cancel)).Dispose();
        }

        Assert.Equal(200 + 20 + 5, call.Called.Count);
    }

    [Fact]
    public async Task An_attempt_that_outlasts_its_limit_is_tried_elsewhere()
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("hung", 100), ("well", 100));
        fleet.Options.Retry.AttemptTimeout = TimeSpan.FromSeconds(2);
        using var call = new ScriptedCall(fleet, async (request, cancel) =>
        {
            if (request.RequestUri!.Host == "well") return new HttpResponseMessage(HttpStatusCode.OK);
            var never = new TaskCompletionSource<HttpResponseMessage>();
            var waiting = never.Task.WaitAsync(cancel);
            fleet.Clock.Advance(TimeSpan.FromSeconds(2));
            return await waiting;
        });

        for (var i = 0; i < 4; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://orders/");
            using var answer = await call.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Contains(call.Called, uri => uri.Host == "hung");
    }

    private static Task<HttpResponseMessage> Fail(string how) => how switch
    {
        "refused" => Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ConnectionError, "refused")),
        "connect-timeout" => Task.FromException<HttpResponseMessage>(new TaskCanceledException("connect", new TimeoutException())),
        "broken" => Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ResponseEnded, "broken")),
        _ => Task.FromResult(new HttpResponseMessage((HttpStatusCode)int.Parse(how, System.Globalization.CultureInfo.InvariantCulture))),
    };

    private static HttpContent? ContentOf(string kind) => kind switch
    {
        "memory" => new StringContent("hello"),
        "stream" => new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes("hello"))),
        "parts" => new MultipartContent { new StringContent("one"), new ByteArrayContent([1, 2]) },
        _ => null,
    };
}
