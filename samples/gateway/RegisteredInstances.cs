using Yarp.ReverseProxy.Forwarder;

namespace Gateway;

// <snippet:clients>
/// <summary>Gives each cluster of YARP the HTTP client of the same name, which picks an instance for every request.</summary>
internal sealed class RegisteredInstances(IHttpMessageHandlerFactory handlers) : IForwarderHttpClientFactory
{
    public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context) => new(handlers.CreateHandler(context.ClusterId), disposeHandler: false);
}

internal static class ForwardingClients
{
    /// <summary>A client that passes on what it is given: no redirects followed, no cookies kept, nothing unpacked.</summary>
    public static IHttpClientBuilder ForYarp(this IHttpClientBuilder client) => client
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .UseSocketsHttpHandler((handler, _) =>
        {
            (handler.UseProxy, handler.AllowAutoRedirect, handler.UseCookies) = (false, false, false);
            handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
            handler.EnableMultipleHttp2Connections = true;
        });
}
// </snippet:clients>
