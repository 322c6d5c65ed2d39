using System.Net;
using Muster.Client.Tests.Balancing;

namespace Muster.Client.Tests.Http;

/// <summary>What answers, errors and impatience say of an instance.</summary>
public sealed class Outcomes
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, "", false)]
    [InlineData(404, "", false)]
    [InlineData(501, "", false)]
    [InlineData(500, "", true)]
    [InlineData(503, "", true)]
    [InlineData(200, "0", false)]
    [InlineData(200, "5", false)]
    [InlineData(200, "13", true)]
    [InlineData(200, "14", true)]
    public async Task Five_in_a_row_of_the_instances_own_faults_eject_it(int status, string grpcStatus, bool ejected)
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("faulty", 100), ("well", 100));
        using var call = new ScriptedCall(fleet, (request, _) =>
        {
            var answer = new HttpResponseMessage(request.RequestUri!.Host == "faulty" ? (HttpStatusCode)status : HttpStatusCode.OK);
            if (grpcStatus.Length > 0 && request.RequestUri.Host == "faulty") answer.Headers.Add("grpc-status", grpcStatus);
            return Task.FromResult(answer);
        });

        for (var i = 0; i < 10; i++) await PostAsync(call, Cancel);

        Assert.Equal(ejected, fleet.Share(10)["faulty"] == 0);
    }

    [Theory]
    [InlineData(0.9, false)]
    [InlineData(1, true)]
    public async Task A_call_given_up_counts_against_the_instance_only_after_a_second_of_silence(double seconds, bool ejected)
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("hung", 100), ("well", 100));
        using var call = new ScriptedCall(fleet, (request, cancel) =>
            request.RequestUri!.Host == "well"
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK))
                : new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(cancel));

        for (var i = 0; i < 10; i++)
        {
            using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var answer = PostAsync(call, impatience.Token);
            fleet.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await impatience.CancelAsync();
            await Record.ExceptionAsync(() => answer);
        }

        Assert.Equal(ejected, fleet.Share(10)["hung"] == 0);
        Assert.Equal(0, fleet.InFlight("hung"));
    }

    [Fact]
    public async Task An_instance_that_dies_in_the_middle_of_a_short_answer_is_made_up_for()
    {
        var fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("a", 100), ("b", 100));
        var first = true;
        using var call = new ScriptedCall(fleet, (_, _) =>
        {
            HttpContent content = first ? new BrokenContent() : new StringContent("whole");
            first = false;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://orders/");

        using var answer = await call.SendAsync(request, Cancel);

        Assert.Equal("whole", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(2, call.Called.Count);
    }

    private static async Task PostAsync(ScriptedCall call, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://orders/");
        (await call.SendAsync(request, cancel)).Dispose();
    }

    /// <summary>Promises ten bytes and breaks.</summary>
    private sealed class BrokenContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            Task.FromException(new HttpRequestException(HttpRequestError.ResponseEnded, "the connection broke"));

        protected override bool TryComputeLength(out long length)
        {
            length = 10;
            return true;
        }
    }
}
