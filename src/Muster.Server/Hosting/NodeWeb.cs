using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Muster.Rpc;
using Muster.Server.Api;
using Muster.Server.Rpc;

namespace Muster.Server.Hosting;

/// <summary>The node's two ports: the API over HTTP/1.1, conversations and calls over HTTP/2.</summary>
internal static class NodeWeb
{
    public static void Listen(this WebApplicationBuilder builder, NodeOptions options, NodeTls tls, TimeProvider time)
    {
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore().AddMusterApi().AddSingleton<CrowdReport>();
        var conversations = ConnectionBound.OfRpc();
        var addresses = new AddressBound(options.ConnectionsPerAddress, new Conduct(time));
        builder.Services.AddSingleton(addresses);
        if (!tls.IsOn) builder.Services.TakeLean(conversations, addresses, time);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.AllowConversations();
            kestrel.Limits.RequestHeadersTimeout = FirstWords.Patience;
            kestrel.Listen(BindAddress.Parse(options.Http)!, port =>
            {
                port.Bound(ConnectionBound.OfHttp(), addresses);
                Serve(port, HttpProtocols.Http1, tls.Certificate is not { } certificate ? null : _ => certificate.Answer([SslApplicationProtocol.Http11]), new FirstWords(time));
            });
            var rpc = BindAddress.Parse(options.Rpc)!;
            kestrel.Listen(!tls.IsOn ? new RpcEndPoint(rpc) : rpc, port =>
            {
                port.Bound(conversations, addresses);
                Serve(port, HttpProtocols.Http2, !tls.IsOn ? null : connection => tls.Answer([new(LeanMark.Alpn), SslApplicationProtocol.Http2], connection), new FirstWords(time, FirstWords.Http2Preface, LeanMark.Call));
                if (tls.IsOn) port.ServeLean(services => services.GetRequiredService<RegistryService>().ConverseAsync);
            });
        });
    }

    public static void Answer(this WebApplication app)
    {
        var gate = app.Services.GetRequiredService<Gate>();
        var addresses = app.Services.GetRequiredService<AddressBound>();
        var routes = new RpcRoutes
        {
            Knows = gate.Knows,
            Refuse = request => gate.Identify(request).Error is { } error ? Refusal.Of(error) : null,
            MayGoOn = client => !addresses.CalledOff(client),
        };
        app.Services.GetRequiredService<RegistryService>().Map(routes);
        app.Services.GetRequiredService<AdminService>().Map(routes);
        app.Services.GetRequiredService<TokenService>().Map(routes);
        app.Services.GetRequiredService<CertificateService>().Map(routes);
        app.Services.GetRequiredService<MemoryService>().Map(routes);
        app.Services.GetRequiredService<PersistentService>().Map(routes);
        app.Services.GetRequiredService<InstructionService>().Map(routes);
        new HealthService(app.Services.GetRequiredService<NodeHealth>(), app.Services.GetRequiredService<RegistryDoor>().Left).Map(routes);
        app.UseRpc(routes);
        app.UseMusterProblems();
        app.MapMusterApi();
    }

    /// <summary>Binds the ports. Answers where they are: the API's, then the conversations'.</summary>
    /// <exception cref="StartRefusedException">One of them cannot be had.</exception>
    public static async Task<(IPEndPoint Http, IPEndPoint Rpc)> OpenAsync(this WebApplication app, NodeOptions options, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            throw new StartRefusedException(WhyNot("Http", options.Http) ?? WhyNot("Rpc", options.Rpc) ?? $"The ports could not be opened: {fault.Message}");
        }

        var bound = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .Select(address => BindAddress.Parse(new Uri(address).Authority)!).ToList();
        return (bound[0], bound[1]);
    }

    /// <summary>Where there is no TLS to be had from the web server, lean conversations need nothing of it.</summary>
    private static void TakeLean(this IServiceCollection services, ConnectionBound bound, AddressBound addresses, TimeProvider time) => services
        .AddSingleton(parts => new LeanPort(parts.GetRequiredService<RegistryService>().ConverseAsync, time))
        .AddSingleton(parts => ActivatorUtilities.CreateInstance<LeanSockets>(parts, EntranceOf(parts, bound, addresses)))
        .AddSingleton<IConnectionListenerFactory, RpcTransport>();

    /// <summary>Stands before everything else, handshakes included.</summary>
    private static void Bound(this ListenOptions port, ConnectionBound bound, AddressBound addresses) => port.Use(next =>
    {
        var entrance = EntranceOf(port.ApplicationServices, bound, addresses);
        return connection => entrance.ServeAsync(connection, next);
    });

    private static Entrance EntranceOf(IServiceProvider parts, ConnectionBound bound, AddressBound addresses) =>
        new(bound, addresses, parts.GetRequiredService<CrowdReport>().TurnedAway);

    private static void Serve(ListenOptions port, HttpProtocols protocols, Func<IFeatureCollection, SslServerAuthenticationOptions>? tls, FirstWords first)
    {
        port.Protocols = protocols;
        if (tls is not null)
            port.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = FirstWords.Patience,
                OnConnection = handshake => new(tls(handshake.Connection.Features)),
            });
        port.Use(next => connection => first.ServeAsync(connection, next));
    }

    /// <summary>Asks the system for one port alone, as the web server does not say which it failed at.</summary>
    private static string? WhyNot(string setting, string address)
    {
        var bind = BindAddress.Parse(address)!;
        using var socket = new Socket(bind.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(bind);
            socket.Listen();
            return null;
        }
        catch (SocketException fault)
        {
            var flag = setting.ToLowerInvariant();
            return fault.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"MusterServer:{setting}: another process listens on {bind}. Stop it, or choose another port with --{flag}.",
                SocketError.AddressNotAvailable => $"MusterServer:{setting}: {bind.Address} is not an address of this machine. Choose one that is with --{flag}.",
                SocketError.AccessDenied => $"MusterServer:{setting}: this user may not listen on {bind}. Choose a port above 1023 with --{flag}.",
                _ => $"MusterServer:{setting}: cannot listen on {bind}: {fault.Message}",
            };
        }
    }
}
