using System.Net;

namespace Muster.Rpc.Tests.Status;

public sealed class StatusMappings
{
    [Theory]
    [InlineData(400, RpcStatusCode.Internal)]
    [InlineData(401, RpcStatusCode.Unauthenticated)]
    [InlineData(403, RpcStatusCode.PermissionDenied)]
    [InlineData(404, RpcStatusCode.Unimplemented)]
    [InlineData(429, RpcStatusCode.Unavailable)]
    [InlineData(502, RpcStatusCode.Unavailable)]
    [InlineData(503, RpcStatusCode.Unavailable)]
    [InlineData(504, RpcStatusCode.Unavailable)]
    [InlineData(415, RpcStatusCode.Unknown)]
    [InlineData(500, RpcStatusCode.Unknown)]
    public void A_proxys_answer_becomes_a_status(int http, RpcStatusCode code) =>
        Assert.Equal(code, StatusMapping.FromHttp((HttpStatusCode)http));

    [Theory]
    [InlineData(0x0, RpcStatusCode.Internal)]
    [InlineData(0x2, RpcStatusCode.Internal)]
    [InlineData(0x7, RpcStatusCode.Unavailable)]
    [InlineData(0x8, RpcStatusCode.Cancelled)]
    [InlineData(0xB, RpcStatusCode.ResourceExhausted)]
    [InlineData(0xC, RpcStatusCode.PermissionDenied)]
    [InlineData(0x99, RpcStatusCode.Unavailable)]
    public void A_reset_becomes_a_status(long reset, RpcStatusCode code)
    {
        var failure = new HttpProtocolException(reset, "reset", innerException: null);

        Assert.Equal(code, StatusMapping.FromTransport(failure));
        Assert.Equal(code, StatusMapping.FromTransport(new HttpRequestException("wrapped", failure)));
    }

    [Fact]
    public void A_broken_connection_is_worth_another_try() =>
        Assert.Equal(RpcStatusCode.Unavailable, StatusMapping.FromTransport(new IOException("broken pipe")));
}
