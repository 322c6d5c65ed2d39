using System.Runtime.ExceptionServices;

namespace Muster.Client.Http;

/// <summary>What came of calling one instance: an answer, or why there is none.</summary>
internal readonly record struct Attempt(HttpResponseMessage? Response, Exception? Error, Shortfall Shortfall)
{
    /// <summary>No other instance is tried: the caller gets what there is.</summary>
    public HttpResponseMessage Conclude()
    {
        if (Error is not null) ExceptionDispatchInfo.Throw(Error);
        return Response!;
    }
}
