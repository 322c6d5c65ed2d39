namespace Muster.Server.Control;

/// <summary>Where control data is kept and agreed on. The seam between the node and its disk now, and etcd's v3 API next.</summary>
/// <remarks>
/// One global revision, raised by one with every edit; each key knows the revision that last wrote it. A watch tells
/// every edit from a revision on, in order and each once, or that its history does not reach back so far.
/// </remarks>
internal interface IControlEngine : IAsyncDisposable
{
    /// <summary>Everything whose key begins so, sorted by key.</summary>
    ValueTask<ControlPage> RangeAsync(string prefix, CancellationToken cancel);

    /// <summary>Answers once the edit is durable. Cancelling gives up the wait, not the edit.</summary>
    ValueTask<ControlAnswer> EditAsync(ControlEdit edit, CancellationToken cancel);

    /// <summary>Tells what is written under a prefix, from a revision on.</summary>
    IAsyncEnumerable<ControlNews> WatchAsync(string prefix, ulong from, CancellationToken cancel);
}
