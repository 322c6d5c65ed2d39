using Muster.Client.Outcomes;

namespace Muster.Client.Http;

/// <summary>A call whose answer has begun, and who says what came of it when the answer ends. The first end counts.</summary>
/// <remarks>
/// An answer that is neither read to its end nor disposed is given up when the garbage collector finds it, so that it
/// does not count as in flight for good.
/// </remarks>
internal sealed class CallEnd(Picked picked, string api, HttpResponseMessage response) : IDisposable
{
    private readonly bool _isGrpc = ApiNames.IsGrpc(response.Content.Headers.ContentType?.MediaType);

    ~CallEnd() => picked.Cancelled(api);

    /// <summary>The body was read to its end: gRPC tells in the trailers, HTTP told in the headers.</summary>
    public void OnRead() => picked.Say(_isGrpc ? Answers.Grpc(Status()) : Outcome.Succeeded, api);

    /// <summary>Not whole: the instance is to blame, unless it is the caller who stopped it.</summary>
    public void OnBroken(Exception error) =>
        picked.Say(error is OperationCanceledException or ObjectDisposedException ? Outcome.Cancelled : Outcome.Failed, api);

    /// <summary>The reader has had enough: that ends a gRPC call before its status, and says nothing against an HTTP answer.</summary>
    public void Dispose()
    {
        picked.Say(!_isGrpc ? Outcome.Succeeded : Status() is { } status ? Answers.Grpc(status) : Outcome.Cancelled, api);
        GC.SuppressFinalize(this);
    }

    private string? Status() => response.TrailingHeaders.TryGetValues("grpc-status", out var values) ? values.FirstOrDefault() : null;
}
