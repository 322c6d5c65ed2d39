using System.Net;

namespace Muster.Rpc;

/// <summary>HTTP/2 as gRPC wants it.</summary>
internal static class HttpTransport
{
    /// <summary>Silence on a connection with open calls before it is pinged.</summary>
    public static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);

    /// <summary>Silence after a ping before the connection is given up.</summary>
    public static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Time for a connection to come about, TLS included.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>An invoker, not a client: it has no time-out of its own, which would cut streams off.</summary>
    public static HttpMessageInvoker Create(RpcChannelOptions options) => new(
        new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            ConnectTimeout = ConnectTimeout,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = options.Line is { } line ? (_, _) => ValueTask.FromResult(line) : null,
            SslOptions = options.Tls?.ToSslOptions() ?? new(),
        },
        disposeHandler: true);
}
