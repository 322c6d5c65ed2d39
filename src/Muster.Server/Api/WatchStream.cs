using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;
using Muster.Server.Hosting;
using Muster.Server.Metrics;
using Muster.Server.Rpc;

namespace Muster.Server.Api;

/// <summary>Tells one reader of one service by server-sent events, until he leaves or the node stops.</summary>
/// <remarks>
/// He is a connection like any other to the registry: his outbox holds one mark, so that one who reads slowly gets the
/// merged latest. What is written waits for him here, and for nobody else.
/// </remarks>
internal sealed class WatchStream(RegistryLoop loop, ViewTexts texts, NodeMeter meter, TimeProvider time, IHostApplicationLifetime node)
{
    /// <summary>Silence after which a comment is sent, so that proxies and readers know that the stream lives.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    private const string Carrier = "sse";

    private static readonly byte[] Comment = ": the stream lives\n\n"u8.ToArray();

    public async Task TellAsync(HttpContext http, Caller caller, ServiceKey service, CancellationToken cancel)
    {
        var signal = new Signal();
        var outbox = new Outbox(signal.Set);
        var connection = new Connection(outbox, PeerOf(http), Gate.OriginOf(http.Request), secret: default) { Caller = caller };
        using var stopping = node.ApplicationStopping.Register(outbox.End);
        using var gone = cancel.Register(outbox.End);
        using var keepAlive = time.CreateTimer(_ => signal.Set(), null, KeepAlive, KeepAlive);

        meter.Opened(Carrier);
        try
        {
            await StartAsync(http, cancel);
            await loop.PostAsync(new Input.Watch(connection, service, WatchToken.Read(http.Request.Headers["Last-Event-ID"].ToString())), cancel);
            await WriteAsync(http.Response, outbox, signal, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The reader left.
        }
        finally
        {
            meter.Laggards.Took(outbox);
            meter.Closed(Carrier);
            await loop.PostAsync(new Input.Closed(connection), CancellationToken.None);
        }
    }

    private async Task WriteAsync(HttpResponse response, Outbox outbox, Signal signal, CancellationToken cancel)
    {
        while (true)
        {
            await signal.WaitAsync();
            cancel.ThrowIfCancellationRequested();

            var silent = true;
            meter.Laggards.Waits(outbox, time.GetTimestamp());
            while (outbox.TryTake(out var next))
            {
                if (next.View is null) continue;   // a farewell; the end of the stream tells the same
                var text = texts.Of(next.View).Event(next.Answer!);
                await response.Body.WriteAsync(text, cancel);
                meter.Pushed(next.Answer!, text.Length);
                silent = false;
            }

            if (outbox.Ended) return;
            if (silent) await response.Body.WriteAsync(Comment, cancel);
            await response.Body.FlushAsync(cancel);
            meter.Laggards.Took(outbox);
        }
    }

    private static async Task StartAsync(HttpContext http, CancellationToken cancel)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"retry: {RetryMilliseconds(http)}\n\n"), cancel);
        await http.Response.Body.FlushAsync(cancel);
    }

    /// <summary>1 to 3 s, spread over the readers, so that they do not all come back at once.</summary>
    private static ulong RetryMilliseconds(HttpContext http) => 1000 + (XxHash64.Hash(http.Connection.Id, 0) % 2000);

    private static string PeerOf(HttpContext http) => $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}";
}
