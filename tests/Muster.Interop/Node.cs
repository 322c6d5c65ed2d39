using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Muster.Server.Rpc;

namespace Muster.Interop;

/// <summary>Our RPC layer on a free loopback port.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Node(WebApplication app) => _app = app;

    public string Address => new Uri(_app.Urls.Single()).Authority;

    public EchoService Echo { get; } = new();

    public NodeHealth Health { get; } = new();

    public static async Task<Node> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.AllowConversations();
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        var node = new Node(app);
        var routes = new RpcRoutes();
        node.Echo.Map(routes);
        new HealthService(node.Health, app.Lifetime.ApplicationStopping).Map(routes);
        app.UseRpc(routes);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
