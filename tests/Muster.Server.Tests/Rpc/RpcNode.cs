using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Muster.Rpc;
using Muster.Server.Hosting;
using Muster.Server.Rpc;

namespace Muster.Server.Tests.Rpc;

/// <summary>A web server on a free loopback port that answers the given calls, and the errors it logged.</summary>
internal sealed class RpcNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RpcChannel _channel;

    private RpcNode(WebApplication app, ErrorLog errors)
    {
        _app = app;
        Errors = errors.Lines;
        Address = new Uri(app.Urls.Single()).Authority;
        _channel = new(Address, new());
    }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Address { get; }

    public RpcChannel Channel => _channel;

    public ConcurrentQueue<string> Errors { get; }

    public static async Task<RpcNode> StartAsync(
        Action<RpcRoutes> map, X509Certificate2? certificate = null, Func<ICarrier, Action, Task>? lean = null, int port = 0)
    {
        var errors = new ErrorLog();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.AddProvider(errors);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.AllowConversations();
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (certificate is not null)
                    listen.UseHttps(certificate, https =>
                    {
                        if (lean is not null) https.AllowLean();
                    });
                if (lean is null) return;

                var first = new FirstWords(TimeProvider.System, FirstWords.Http2Preface, LeanMark.Call);
                listen.Use(next => connection => first.ServeAsync(connection, next));
                listen.Use(next => connection => new LeanPort((carrier, _, _) => lean(carrier, connection.Abort), TimeProvider.System).ServeAsync(connection, next));
            });
        });
        var app = builder.Build();
        var routes = new RpcRoutes();
        map(routes);
        app.UseRpc(routes);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, errors);
    }

    public ValueTask<ICarrier> DialAsync() => new GrpcCarrierDialer(new()).DialAsync(Address, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.DisposeAsync();
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Lines.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
