using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>Takes a request of HTTP/2 for a call of gRPC: checks it, finds its handler, and says how it ended.</summary>
internal sealed partial class RpcDispatcher(RpcRoutes routes, OpenCalls calls, TimeProvider time, ILogger<RpcDispatcher> logger)
{
    public async Task RunAsync(HttpContext http)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            if (!routes.MayGoOn(http.Connection.RemoteIpAddress)) http.Features.Get<IConnectionLifetimeFeature>()?.Abort();
            return;
        }

        calls.Opened();
        try
        {
            await AnswerAsync(http);
        }
        finally
        {
            calls.Closed();
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (!GrpcHeader.IsGrpc(http.Request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        http.Response.ContentType = GrpcHeader.ContentType;
        http.Response.Headers[GrpcHeader.AcceptEncoding] = GrpcHeader.Identity;

        var refused = RpcAdmission.Check(http.Request, routes, out var handler, out var timeout);
        if (refused is not null || handler is null)
        {
            RpcStatusWriter.End(http.Response, refused, refused?.Trailers ?? RpcMetadata.Empty);
            await RpcFarewell.SayAsync(http, new(http.Request.BodyReader, routes.MaxMessageSize), time);
            return;
        }

        using var call = new RpcServerCall(http, timeout, time, routes.LimitOf(http.Request));
        var failure = await RunAsync(handler, call);
        if (http.RequestAborted.IsCancellationRequested)
            return;

        RpcStatusWriter.End(http.Response, failure, failure?.Trailers ?? call.Trailers);
        await RpcFarewell.SayAsync(http, call.Requests, time);
    }

    private async Task<RpcException?> RunAsync(RpcHandler handler, RpcServerCall call)
    {
        try
        {
            await handler(call);
            return null;
        }
        catch (RpcException told)
        {
            return told;
        }
        catch (CarrierLostException lost) when (lost.InnerException is RpcException cause)
        {
            return cause;
        }
        catch (Exception ended) when (call.Verdict() is not null && ended is OperationCanceledException or IOException)
        {
            return call.Verdict() as RpcException;   // else nobody is left to hear of it
        }
        catch (CarrierLostException)
        {
            return new(RpcStatusCode.Unavailable, "The conversation was ended by the server.");
        }
        catch (Exception broken) when (broken is ConnectionResetException or ConnectionAbortedException or BadHttpRequestException)
        {
            return new(RpcStatusCode.Cancelled, "The request broke off.");
        }
        catch (Exception bug)
        {
            Log.HandlerFailed(logger, bug, call.Http.Request.Path);
            return new(RpcStatusCode.Internal, "The call failed on the server's side; its log says why.");
        }
    }
}
