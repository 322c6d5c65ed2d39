using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Muster.Client.Tests.Balancing;

namespace Muster.Client.Tests.Http;

/// <summary>A call is judged when its answer ends, and counted under a name of the interface.</summary>
public sealed class AnswersToTheirEnd : IDisposable
{
    private const string Grpc = "application/grpc";

    private readonly Fleet _fleet = Fleet.With(BalancingPolicies.WeightedRoundRobin, ("a", 100));
    private readonly ScriptedCall _call;
    private ScriptedBody _body = new();
    private string _trailer = "";
    private string _type = "text/plain";

    public AnswersToTheirEnd() => _call = new ScriptedCall(_fleet, (_, _) => Task.FromResult(Answer()));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _call.Dispose();

    [Theory]
    [InlineData(Grpc, "0", "1/1 -0")]
    [InlineData(Grpc, "5", "1/1 -0")]
    [InlineData(Grpc, "13", "0/1 -0")]
    [InlineData(Grpc, "1", "0/1 -1")]
    [InlineData(Grpc, "", "0/1 -0")]
    [InlineData("text/plain", "", "1/1 -0")]
    [InlineData("application/grpc-web", "13", "1/1 -0")]
    public async Task An_answer_read_to_its_end_counts_by_its_trailers_if_it_is_grpc(string type, string trailer, string counted)
    {
        (_type, _trailer) = (type, trailer);
        using var answer = await SendAsync(Cancel);
        Assert.Equal((1, ""), (_fleet.InFlight("a"), string.Join(' ', _fleet.Counted())));

        Assert.Equal("body", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((0, $"a GET {counted}"), (_fleet.InFlight("a"), string.Join(' ', _fleet.Counted())));
    }

    [Fact]
    public async Task Five_grpc_failures_in_the_trailers_eject_the_instance()
    {
        (_type, _trailer) = (Grpc, "14");
        _fleet.List("b");
        for (var call = 0; call < 10; call++)
        {
            using var answer = await SendAsync(Cancel);
            if (_call.Called[^1].Host == "b") answer.TrailingHeaders.Add("grpc-status", "0");
            await answer.Content.CopyToAsync(Stream.Null, Cancel);
        }

        Assert.Equal(0, _fleet.Share(10)["a"]);
    }

    [Theory]
    [InlineData(Grpc, "0/1 -1")]
    [InlineData("text/plain", "1/1 -0")]
    public async Task Who_leaves_before_the_end_gives_a_grpc_call_up_and_has_had_enough_of_another(string type, string counted)
    {
        _type = type;
        using (var answer = await SendAsync(Cancel))
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(Cancel);
            Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, Cancel));
            Assert.Equal(1, await stream.ReadAsync(new byte[1], Cancel));
        }

        Assert.Equal([$"a GET {counted}"], _fleet.Counted());
        Assert.True(_body.IsDisposed);
    }

    [Theory]
    [InlineData(false, "0/1 -0")]
    [InlineData(true, "0/1 -1")]
    public async Task An_answer_that_breaks_is_the_instances_fault_unless_the_caller_broke_it(bool cancelled, string counted)
    {
        using var answer = await SendAsync(Cancel);
        _body.Error = cancelled ? new OperationCanceledException() : new IOException("reset");

        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsStringAsync(Cancel));

        Assert.Equal([$"a GET {counted}"], _fleet.Counted());
    }

    [Fact]
    public async Task An_answer_that_everybody_has_forgotten_is_not_in_flight_for_good()
    {
        await ForgetAsync();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal((0, "a GET 0/1 -1"), (_fleet.InFlight("a"), string.Join(' ', _fleet.Counted())));
    }

    [Fact]
    public async Task A_connection_that_was_upgraded_stays_as_it_is()
    {
        using var call = new ScriptedCall(_fleet, (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.SwitchingProtocols) { Content = new StreamContent(_body) }));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://orders/chat");
        using var answer = await call.SendAsync(request, Cancel);

        Assert.IsType<StreamContent>(answer.Content);
        Assert.Equal(["a GET 1/1 -0"], _fleet.Counted());
    }

    [Theory]
    [InlineData("GET", "", "", "GET")]
    [InlineData("GET", "/orders/{number}", "", "GET /orders/{number}")]
    [InlineData("POST", "", Grpc, "/shop.Orders/Get")]
    [InlineData("POST", "", "application/json", "POST")]
    public async Task A_call_is_counted_under_the_name_of_its_api_and_never_under_its_path(string method, string name, string type, string api)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://orders/shop.Orders/Get?customer=7");
        if (name.Length > 0) request.Options.Set(MusterHttp.Api, name);
        if (type.Length > 0) request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

        (await _call.SendAsync(request, Cancel)).Dispose();

        Assert.Equal([$"a {api} 1/1 -0"], _fleet.Counted());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task ForgetAsync() => await SendAsync(Cancel);

    private async Task<HttpResponseMessage> SendAsync(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://orders/");
        return await _call.SendAsync(request, cancel);
    }

    private HttpResponseMessage Answer()
    {
        _body = new ScriptedBody();
        var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(_body) { Headers = { ContentType = new MediaTypeHeaderValue(_type) } } };
        if (_trailer.Length > 0) answer.TrailingHeaders.Add("grpc-status", _trailer);
        return answer;
    }

    /// <summary>Four bytes of unknown length, or an error.</summary>
    private sealed class ScriptedBody : MemoryStream
    {
        public ScriptedBody()
            : base("body"u8.ToArray())
        {
        }

        public override bool CanSeek => false;   // so that nobody knows its length

        public Exception? Error { get; set; }

        public bool IsDisposed { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Error is null ? base.ReadAsync(buffer, cancellationToken) : ValueTask.FromException<int>(Error);

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
