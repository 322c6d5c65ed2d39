using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Access;
using Muster.Server.Access;
using Muster.Server.Api;
using Muster.Server.Audit;
using Muster.Server.Control;
using Muster.Server.History;
using Muster.Server.Hosting;
using Muster.Server.Metrics;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Api;

/// <summary>The HTTP API on a real port, over a real registry, by a clock that the test moves.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private static readonly TimeSpan Step = Registry.TickEvery;

    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _app;
    private readonly HandClock _clock = new();
    private readonly SqliteControl _engine = new(ControlFile.Open(ControlFile.InMemory));
    private readonly Task _running;

    private ApiHost(CallerDirectory callers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));

        var options = new RegistryOptions { Epoch = 7, Callers = callers };
        var registry = new Registry(options, RegistryLoop.Now(_clock));
        builder.Services.AddMusterApi()
            .AddSingleton<TimeProvider>(_clock).AddSingleton(options).AddSingleton(callers).AddSingleton(registry)
            .AddSingleton(new ControlStore(_engine, ControlImage.Of(new(0, [])), _clock))
            .AddSingleton(AuditFile.Open(ControlFile.InMemory)).AddSingleton(new AuditOptions()).AddSingleton<AuditTrail>().AddSingleton<AuditDesk>()
            .AddSingleton(JournalFile.Open(ControlFile.InMemory)).AddSingleton(new JournalOptions()).AddSingleton<Journal>().AddSingleton<HistoryDesk>()
            .AddSingleton<OverlayDesk>().AddSingleton<OverlayFeed>().AddSingleton<PolicyDesk>().AddSingleton<PersistentDesk>().AddSingleton<BurialDesk>().AddSingleton<InstructionDesk>().AddSingleton<PolicyFeed>().AddSingleton(new CenterAuthority("", _clock)).AddSingleton<TokenDesk>().AddSingleton(new NodeTls(null, null, new CenterAuthority("", _clock))).AddSingleton<NodeCertificateDesk>().AddSingleton<TokenFeed>().AddSingleton<ControlFeed>()
            .AddSingleton(services => new RegistryLoop(registry, _clock, Observer(services)));

        _app = builder.Build();
        _app.UseMusterProblems();
        _app.MapMusterApi();
        Loop = _app.Services.GetRequiredService<RegistryLoop>();
        _running = Task.WhenAll(Loop.RunAsync(_stopping.Token), _app.Services.GetRequiredService<ControlFeed>().RunAsync(Loop, _stopping.Token), _app.Services.GetRequiredService<AuditTrail>().RunAsync(_stopping.Token));
    }

    public HttpClient Client { get; private set; } = new();

    public RegistryLoop Loop { get; }

    public HandClock Clock => _clock;

    public NodeMeter Meter => _app.Services.GetRequiredService<NodeMeter>();

    /// <summary>Every endpoint that is mapped, described or not.</summary>
    public IReadOnlyList<RouteEndpoint> Routes => [.. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Open to this machine, as a first run is, besides the tokens that are given.</summary>
    public static Task<ApiHost> StartAsync(params Credential[] credentials) => StartAsync(new CallerDirectory(credentials, openToAll: false, openToLoopback: true));

    /// <summary>Open to nobody without a token.</summary>
    public static Task<ApiHost> StartClosedAsync(params Credential[] credentials) => StartAsync(new CallerDirectory(credentials, openToAll: false, openToLoopback: false));

    public static Credential Token(string token, string name, string @namespace, string service, params Verb[] verbs) => new(
        new Caller(name, [new Grant(@namespace, service, verbs.ToHashSet())]), SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Lets time pass as it does in a healthy node: tick by tick.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += Step)
        {
            _clock.Advance(Step);
            await Loop.StepAsync(new Input.Tick(), Cancel);
        }
    }

    /// <summary>Everybody may be judged: a timeout and a margin after the start.</summary>
    public Task PassStartAsync() => AdvanceAsync(TimeSpan.FromSeconds(106));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    public async Task<(int Status, JsonNode? Body)> AskAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(method, path, body, headers);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        return ((int)answer.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    public Task<(int Status, JsonNode? Body)> PutAsync(string id, string ttl = "30s", string @namespace = "default", string service = "orders") =>
        AskAsync(HttpMethod.Put, $"/v1/namespaces/{@namespace}/services/{service}/instances/{id}", $$"""{"addresses":["http://10.0.0.7:8080"],"ttl":"{{ttl}}"}""");

    public async Task<EventReader> FollowAsync(string service = "orders", string? lastEventId = null)
    {
        (string, string)[] headers = [("Accept", "text/event-stream"), .. lastEventId is null ? Array.Empty<(string, string)>() : [("Last-Event-ID", lastEventId)]];
        var answer = await SendAsync(HttpMethod.Get, $"/v1/namespaces/default/services/{service}", null, headers);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new EventReader(answer, await answer.Content.ReadAsStreamAsync(Cancel));
    }

    /// <summary>The registry's loop ends, while the web server goes on.</summary>
    public async Task StopLoopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    public Task StopAsync() => _app.StopAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await StopLoopAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private static StepObserver Observer(IServiceProvider services)
    {
        var (meter, policy) = (services.GetRequiredService<NodeMeter>(), services.GetRequiredService<PolicyFeed>());
        return (events, waiting, took) =>
        {
            policy.Observe(events);
            meter.Stepped(events, waiting, took);
        };
    }

    private static async Task<ApiHost> StartAsync(CallerDirectory callers)
    {
        var host = new ApiHost(callers);
        await host._app.StartAsync(Cancel);
        host.Client = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(60) };
        return host;
    }
}
