using System.Globalization;
using System.Runtime.CompilerServices;
using Muster.Rpc;
using Muster.Server.Rpc;

namespace Muster.Interop;

/// <summary>Our side of the echo.</summary>
internal sealed class EchoService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _gaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until a waiting call was told that its caller no longer waits.</summary>
    public async Task GaveUpAsync()
    {
        try
        {
            await _gaveUp.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"Expected the waiting handler to be cancelled within {Patience.TotalSeconds} s; it waits still.", late);
        }
    }

    public void Map(RpcRoutes routes)
    {
        routes.MapUnary(EchoMethods.Unary, AnswerAsync);
        routes.MapServerStream(EchoMethods.ServerStream, (request, _, cancel) => CountAsync(request.Text, cancel));
        routes.MapClientStream(EchoMethods.ClientStream, async (requests, _, cancel) => new()
        {
            Text = string.Join(",", await requests.Select(request => request.Text).ToListAsync(cancel)),
        });
        routes.MapBidirectional(EchoMethods.Both, (requests, _, _) => requests);
        routes.MapCarrier(EchoMethods.Raw, async (carrier, _, cancel) =>
        {
            while (await carrier.ReceiveAsync(cancel) is { } message)
                await carrier.SendAsync(message, cancel);
        });
    }

    private async Task<Echo> AnswerAsync(Echo request, RpcServerCall call, CancellationToken cancel)
    {
        switch (request.Text)
        {
            case "wait":
                await ForeverAsync(cancel);
                break;
            case "fail":
                throw new RpcException(RpcStatusCode.FailedPrecondition, EchoMethods.Complaint, new RpcMetadata { { "why-bin", [1, 2, 255] } });
            case "bug":
                throw new InvalidOperationException("the inside of the server");
            case "metadata":
                call.ResponseHeaders.Add("first-bin", call.Metadata.Bytes("x-bytes-bin"));
                call.ResponseHeaders.Add("first-text", call.Metadata.Text("x-text")!);
                call.Trailers.Add("last-bin", call.Metadata.Bytes("x-bytes-bin"));
                break;
        }

        return request;
    }

    private async IAsyncEnumerable<Echo> CountAsync(string text, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (text is "wait" or "late")
        {
            yield return new() { Text = text };
            if (text is "late")
                throw new RpcException(RpcStatusCode.FailedPrecondition, EchoMethods.Complaint);
            await ForeverAsync(cancel);
        }

        for (var number = 0; number < int.Parse(text, CultureInfo.InvariantCulture); number++)
            yield return new() { Text = number.ToString(CultureInfo.InvariantCulture) };
    }

    private async Task ForeverAsync(CancellationToken cancel)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        }
        catch (OperationCanceledException)
        {
            _gaveUp.TrySetResult();
            throw;
        }
    }
}
