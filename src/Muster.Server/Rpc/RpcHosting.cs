using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Muster.Core.Access;
using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>Puts the calls into a web application.</summary>
internal static class RpcHosting
{
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Takes everything that comes over HTTP/2: the ports of the API and the console speak HTTP/1.1 only. A method that
    /// <paramref name="routes"/> does not know is answered with status 12, whatever its path.
    /// </summary>
    public static IApplicationBuilder UseRpc(this IApplicationBuilder app, RpcRoutes routes)
    {
        var services = app.ApplicationServices;
        var dispatcher = new RpcDispatcher(
            routes, services.GetService<OpenCalls>() ?? new(), services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetRequiredService<ILogger<RpcDispatcher>>());
        return app.MapWhen(http => HttpProtocol.IsHttp2(http.Request.Protocol), rpc => rpc.Run(dispatcher.RunAsync));
    }

    /// <summary>Serves lean frames beside HTTP/2 on a port. The first bytes of a connection must have come by then.</summary>
    public static void ServeLean(this ListenOptions port, Func<IServiceProvider, Func<ICarrier, EndPoint?, ShownCertificate?, Task>> converse) => port.Use(next =>
    {
        var services = port.ApplicationServices;
        var lean = new LeanPort(converse(services), services.GetService<TimeProvider>() ?? TimeProvider.System);
        return connection => lean.ServeAsync(connection, next);
    });

    /// <summary>Lets a client that offers lean frames have them; one that offers HTTP/2 alone is not asked.</summary>
    public static void AllowLean(this HttpsConnectionAdapterOptions https) =>
        https.OnAuthenticate = (_, tls) => tls.ApplicationProtocols = [new(LeanMark.Alpn), .. tls.ApplicationProtocols ?? []];

    /// <summary>What long conversations need of the web server as a whole.</summary>
    public static void AllowConversations(this KestrelServerLimits limits)
    {
        // A client that hangs keeps its socket open: only an unanswered ping gives it away.
        limits.Http2.KeepAlivePingDelay = PingAfter;
        limits.Http2.KeepAlivePingTimeout = PingTimeout;

        // The default cuts off a client that reads nothing for 5 s. How long silence is borne is the pings' business.
        limits.MinResponseDataRate = null;
    }
}
