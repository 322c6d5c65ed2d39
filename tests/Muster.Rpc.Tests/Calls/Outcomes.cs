using System.Net;

namespace Muster.Rpc.Tests.Calls;

/// <summary>What a client concludes from a response.</summary>
public sealed class Outcomes
{
    [Fact]
    public void Headers_of_an_accepted_call_are_its_metadata()
    {
        var metadata = CallOutcome.CheckHeaders(Response(200, "application/grpc+proto", ("x-node", "a"), ("grpc-encoding", "identity")));

        Assert.Equal(["x-node=a"], metadata.Select(entry => $"{entry.Key}={entry.Value}"));
    }

    [Theory]
    [InlineData(503, "text/html", RpcStatusCode.Unavailable)]
    [InlineData(404, "application/grpc", RpcStatusCode.Unimplemented)]
    [InlineData(200, "text/html", RpcStatusCode.Unknown)]
    [InlineData(200, "application/grpc-web", RpcStatusCode.Unknown)]
    public void A_response_that_is_none_of_gRPC_is_an_error(int http, string contentType, RpcStatusCode code) =>
        Assert.Equal(code, Assert.Throws<RpcException>(() => CallOutcome.CheckHeaders(Response(http, contentType))).Code);

    [Fact]
    public void A_refusal_in_the_headers_carries_its_message_and_metadata()
    {
        var response = Response(200, "application/grpc", ("grpc-status", "7"), ("grpc-message", "not%20f%C3%BCr you"), ("why-bin", "AQI"));

        var refusal = Assert.Throws<RpcException>(() => CallOutcome.CheckHeaders(response));

        Assert.Equal((RpcStatusCode.PermissionDenied, "not für you"), (refusal.Code, refusal.Message));
        Assert.Equal([1, 2], refusal.Trailers.Bytes("why-bin"));
    }

    [Theory]
    [InlineData("99", RpcStatusCode.Unknown)]
    [InlineData("-1", RpcStatusCode.Unknown)]
    [InlineData("x", RpcStatusCode.Unknown)]
    [InlineData("16", RpcStatusCode.Unauthenticated)]
    [InlineData(null, RpcStatusCode.Unknown)]
    public void Every_end_but_OK_is_an_error(string? status, RpcStatusCode code)
    {
        var trailers = status is null ? Response(200, "application/grpc") : Response(200, "application/grpc", ("grpc-status", status));

        Assert.Equal(code, Assert.Throws<RpcException>(() => CallOutcome.CheckTrailers(trailers.Headers)).Code);
    }

    private static HttpResponseMessage Response(int status, string contentType, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent([]) };
        response.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation(name, value);

        return response;
    }
}
