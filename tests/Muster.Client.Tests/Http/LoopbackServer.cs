using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Muster.Client.Tests.Http;

/// <summary>A web server on a free port of the loopback address, which counts what it is asked.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _heard = new(0);
    private int _calls;

    private LoopbackServer(string id, Func<HttpContext, Task> answer)
    {
        Id = id;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(context =>
        {
            Interlocked.Increment(ref _calls);
            _heard.Release();
            return answer(context);
        });
    }

    public string Id { get; }

    public string Address => _app.Urls.Single();

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Ends with the next call that nobody has waited for yet.</summary>
    public Task HearAsync(CancellationToken cancel) => _heard.WaitAsync(cancel);

    public static async Task<LoopbackServer> StartAsync(string id, Func<HttpContext, Task> answer)
    {
        var server = new LoopbackServer(id, answer);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Gone at once, with all its connections.</summary>
    public async Task KillAsync() => await _app.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _heard.Dispose();
    }
}
