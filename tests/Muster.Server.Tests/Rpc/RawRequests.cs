using System.Net;
using System.Net.Http.Headers;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Server.Tests.Rpc;

/// <summary>Requests that no well-behaved client sends.</summary>
public sealed class RawRequests
{
    private const string Known = "/muster.v1.Registry/ListNamespaces";

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData(null)]
    public async Task What_is_not_gRPC_is_answered_with_HTTP_status_415(string? contentType)
    {
        await using var node = await StartAsync();

        using var response = await SendAsync(node, Known, "", request => Type(request, contentType));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData(Known, "00 00000000", "0")]
    [InlineData(Known, "", "13")]                                // no message
    [InlineData(Known, "00 00000005 01", "13")]                  // cut off
    [InlineData(Known, "00 00000000 00 00000000", "13")]         // two messages
    [InlineData(Known, "01 00000001 00", "12")]                  // compressed, and the header did not say so
    [InlineData(Known, "07 00000001 00", "13")]
    [InlineData(Known, "00 00400001", "8")]
    [InlineData(Known, "00 FFFFFFFF", "8")]
    [InlineData("/muster.v1.Registry/ListServices", "00 00000001 FF", "13")]   // no such message
    [InlineData("/muster.v1.registry/listnamespaces", "00 00000000", "12")]
    [InlineData("/", "00 00000000", "12")]
    public async Task A_body_ends_in_the_status_it_deserves(string path, string body, string status)
    {
        await using var node = await StartAsync();

        using var response = await SendAsync(node, path, body, request => Type(request, "application/grpc"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(status, Header(response, "grpc-status"));
        Assert.Empty(node.Errors);
    }

    [Theory]
    [InlineData("grpc-encoding", "gzip", "12")]
    [InlineData("grpc-encoding", "identity", "0")]
    [InlineData("grpc-timeout", "1H", "0")]
    [InlineData("grpc-timeout", "soon", "13")]
    public async Task Headers_of_the_protocol_are_obeyed_or_refused(string name, string value, string status)
    {
        await using var node = await StartAsync();

        using var response = await SendAsync(node, Known, "00 00000000", request =>
        {
            Type(request, "application/grpc+proto");
            request.Headers.TryAddWithoutValidation(name, value);
        });

        Assert.Equal(status, Header(response, "grpc-status"));
        Assert.Equal("identity", Header(response, "grpc-accept-encoding"));
    }

    [Fact]
    public async Task A_failing_handler_is_logged_once_and_tells_nothing_of_itself()
    {
        await using var node = await RpcNode.StartAsync(routes =>
            routes.MapUnary(RegistryMethods.ListNamespaces, (_, _, _) => throw new InvalidOperationException("the inside")));

        var failure = await Assert.ThrowsAsync<RpcException>(() =>
            node.Channel.CallAsync(RegistryMethods.ListNamespaces, new(), default, TestContext.Current.CancellationToken));

        Assert.Equal(RpcStatusCode.Internal, failure.Code);
        Assert.DoesNotContain("inside", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["The handler of /muster.v1.Registry/ListNamespaces failed."], node.Errors);
    }

    private static Task<RpcNode> StartAsync() => RpcNode.StartAsync(routes =>
    {
        routes.MapUnary(RegistryMethods.ListNamespaces, (_, _, _) => Task.FromResult(new ListNamespacesResponse()));
        routes.MapUnary(RegistryMethods.ListServices, (_, _, _) => Task.FromResult(new ListServicesResponse()));
    });

    private static void Type(HttpRequestMessage request, string? contentType) =>
        request.Content!.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);

    private static async Task<HttpResponseMessage> SendAsync(RpcNode node, string path, string body, Action<HttpRequestMessage> dress)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{node.Address}{path}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Convert.FromHexString(body.Replace(" ", "", StringComparison.Ordinal))),
        };
        dress(request);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var trailers) ? trailers.Single()
        : response.Headers.TryGetValues(name, out var headers) ? headers.Single() : null;
}
