using System.Net.Sockets;
using System.Text;

namespace Muster.Server.Tests.Api;

/// <summary>What comes over the socket, byte for byte, as no client library would send or hide it.</summary>
public sealed class RawRequests
{
    [Fact]
    public async Task A_body_in_chunks_that_never_ends_is_cut_at_the_limit()
    {
        await using var host = await ApiHost.StartAsync();
        var chunk = $"10000\r\n{new string(' ', 0x10000)}\r\n";

        var answer = await SendAsync(host, $"PUT /v1/namespaces/default/services/orders/instances/o-1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{chunk}{chunk}0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("The body is larger than 65536 bytes, which is the limit.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_in_bad_chunks_is_a_problem_too()
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await SendAsync(host, "PUT /v1/namespaces/default/services/orders/instances/o-1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("The request could not be read: Bad chunk size data.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_curl_registers()
    {
        await using var host = await ApiHost.StartAsync();
        const string Body = """{"addresses":["http://10.0.0.7:8080"],"ttl":"30s"}""";

        var answer = await SendAsync(host, $"PUT /v1/namespaces/default/services/orders/instances/o-1 HTTP/1.1\r\nHost: localhost:7500\r\nUser-Agent: curl/8.0\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}");

        Assert.StartsWith("HTTP/1.1 201 Created\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\"heartbeat\":\"10s\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encoded_slash_does_not_lead_elsewhere()
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await SendAsync(host, "GET /v1/namespaces/default/services/a%2F..%2Fb HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("service name", answer, StringComparison.Ordinal);
    }

    private static async Task<string> SendAsync(ApiHost host, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
