using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.AspNetCore.Tests.Presence;
using Muster.Client;
using Muster.Protocol;
using Muster.Testing.Clocks;
using Status = Muster.Protocol.ServiceStatus.Types.Status;

namespace Muster.AspNetCore.Tests.Outcomes;

/// <summary>A server on a real socket, called over HTTP/2, and what its registry is reported of it.</summary>
public sealed class AnsweredRequests : IAsyncDisposable
{
    private readonly HandClock _clock = new();
    private readonly ListeningRegistry _registry = new();
    private readonly TaskCompletionSource _hung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http = new() { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    private MusterClient? _client;
    private WebApplication? _app;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        if (_client is not null) await _client.DisposeAsync();
        await _registry.Serving;
    }

    [Fact]
    public async Task Each_request_is_counted_once_by_its_route_and_its_own_status()
    {
        var app = await StartAsync(static app =>
        {
            app.MapGet("/orders/{number:int}", static (int number) => number == 13 ? Results.NotFound() : Results.Ok(number));
            app.MapPost("orders", static IResult () => throw new InvalidOperationException("the database is gone"));
            app.MapGet("/fails", static () => Results.StatusCode(503));
            app.Map("/any", static () => "any");
            app.MapGet("/private", static () => Results.StatusCode(500)).DisableHttpMetrics();
            app.MapPost("/shop.Orders/{method}", static () => Results.StatusCode(500));
            app.MapPost("/shop.Orders/Get", context => GrpcAsync(context, inTrailers: true));
            app.MapPost("/shop.Orders/Refuse", context => GrpcAsync(context, inTrailers: false));
        });

        for (var number = 10; number < 15; number++) await SendAsync(app, "GET", $"/orders/{number}");
        for (var call = 0; call < 3; call++) await SendAsync(app, "POST", "/orders");
        for (var call = 0; call < 2; call++) await SendAsync(app, "GET", "/fails");
        foreach (var status in (string[])["0", "13", "14", "5", "1"]) await SendAsync(app, "POST", $"/shop.Orders/Get?{status}", "application/grpc");
        foreach (var status in (string[])["7", "2"]) await SendAsync(app, "POST", $"/shop.Orders/Refuse?{status}", "application/grpc+proto");
        await SendAsync(app, "SCAN", "/any");
        await SendAsync(app, "GET", "/private");
        await SendAsync(app, "POST", "/any/../wp-login.php", "application/grpc");
        for (var scan = 0; scan < 200; scan++) await SendAsync(app, "GET", $"/admin{scan}.php");

        Assert.Equal(
            [
                "/shop.Orders/Get 2/5 -1", "/shop.Orders/Refuse 1/2 -0", "GET /fails 0/2 -0", "GET /orders/{number:int} 5/5 -0",
                "POST /orders 0/3 -0", "_OTHER /any 1/1 -0",
            ],
            Lines(await ReportAsync()));
    }

    [Fact]
    public async Task An_exception_that_a_page_is_made_of_counts_for_the_route_that_threw()
    {
        var app = await StartAsync(static app =>
        {
            app.UseExceptionHandler("/sorry");
            app.MapGet("/orders", static string () => throw new InvalidOperationException("the database is gone"));
            app.Map("/sorry", static () => "sorry");
        });

        Assert.Equal("sorry", await SendAsync(app, "GET", "/orders"));

        Assert.Equal(["GET /orders 0/1 -0"], Lines(await ReportAsync()));
    }

    [Fact]
    public async Task Middleware_without_routes_is_counted_as_the_rest_unless_it_refuses()
    {
        var app = await StartAsync(static app => app.Run(static context =>
        {
            context.Response.StatusCode = int.Parse(context.Request.Path.Value!.AsSpan(1), null);
            return Task.CompletedTask;
        }));

        foreach (var status in (int[])[200, 200, 500, 404, 400]) await SendAsync(app, "GET", $"/{status}");

        Assert.Equal(["* 2/3 -0"], Lines(await ReportAsync()));
    }

    [Fact]
    public async Task A_request_whose_caller_leaves_is_cancelled_and_one_that_cannot_be_read_is_the_callers()
    {
        var app = await StartAsync(app =>
        {
            app.MapGet("/hangs", async context =>
            {
                _hung.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
            });
            app.MapPost("/reads", static void () => throw new Microsoft.AspNetCore.Http.BadHttpRequestException("too large", 413));
        });
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var call = _http.GetAsync(new Uri($"{app.Urls.Single()}/hangs"), impatience.Token);
        await _hung.Task;
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await SendAsync(app, "POST", "/reads");

        var lines = Lines(await ReportAsync()).ToList();
        if (lines.Count == 1) lines.InsertRange(0, Lines(await ReportAsync()));   // the server heard of the leaving only later
        Assert.Equal(["GET /hangs 0/1 -1", "POST /reads 1/1 -0"], lines);
    }

    [Fact]
    public async Task A_degraded_check_is_told_with_its_words_and_a_healthy_one_takes_it_back()
    {
        using var check = new ScriptedCheck();
        await StartAsync(static _ => { }, services => services.AddHealthChecks().AddCheck("stock", check), check);
        Assert.Equal([(Status.Degraded, "stock: slow disk")], await StatusesAsync());

        await PollAsync(check, HealthStatus.Degraded, "slow disk");
        await PollAsync(check, HealthStatus.Healthy, "");
        Assert.Equal([(Status.Serving, "")], await StatusesAsync());
        check.AnswerFromNowOn();
    }

    private static async Task GrpcAsync(HttpContext context, bool inTrailers)
    {
        var status = context.Request.QueryString.Value![1..];
        context.Response.ContentType = "application/grpc";
        if (inTrailers)
        {
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.WriteAsync("message");
            context.Response.AppendTrailer("grpc-status", status);
        }
        else
        {
            context.Response.Headers["grpc-status"] = status;
        }
    }

    private static IEnumerable<string> Lines(Report report) => report.Answered
        .Select(line => $"{line.Api} {line.Succeeded}/{line.Total} -{line.Cancelled}{(line.Service == "orders" && line.Id == "" ? "" : line.ToString())}")
        .Order(StringComparer.Ordinal);

    private async Task<string> SendAsync(WebApplication app, string method, string path, string type = "")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(app.Urls.Single() + path)) { Version = _http.DefaultRequestVersion, VersionPolicy = _http.DefaultVersionPolicy };
        if (type.Length > 0) request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var answer = await _http.SendAsync(request, Cancel);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private async Task PollAsync(ScriptedCheck check, HealthStatus answer, string words)
    {
        _clock.Advance(TimeSpan.FromSeconds(2));
        await check.AnswerAsync(answer, words);
    }

    private async Task<Report> ReportAsync()
    {
        _clock.Advance(TimeSpan.FromSeconds(10));
        return await _registry.Reports.ReadAsync(Cancel);
    }

    private async Task<IEnumerable<(Status Status, string Reason)>> StatusesAsync() =>
        (await _registry.Reports.ReadAsync(Cancel)).Statuses.Select(status => (status.Status, status.Reason));

    private Task<WebApplication> StartAsync(Action<WebApplication> map) => StartAsync(map, static _ => { }, check: null);

    private async Task<WebApplication> StartAsync(Action<WebApplication> map, Action<IServiceCollection> add, ScriptedCheck? check)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
        builder.Configuration["Muster:Provider:Service"] = "orders";
        builder.Configuration["Muster:Provider:LeaveFor"] = "00:00:00";
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSingleton(_client = new MusterClient(
            new MusterOptions { SnapshotFolder = "" }, _registry, _clock, new Random(1), NullLoggerFactory.Instance));
        add(builder.Services);
        builder.Services.AddMusterProvider(builder.Configuration);
        _app = builder.Build();
        map(_app);
        await _app.StartAsync(Cancel);
        if (check is not null) await check.AnswerAsync(HealthStatus.Degraded, "slow disk");
        while (!_registry.WhenRegistered.IsCompleted)
        {
            _clock.Advance(TimeSpan.Zero);   // the client dials by the clock
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return _app;
    }
}
