using System.Collections.Concurrent;

namespace Muster.Server.Metrics;

/// <summary>The connections whose reader keeps a push waiting now. Their writers put them in and take them out.</summary>
/// <remarks>Nobody is in it who takes what is sent: a push that the carrier accepts at once never comes here.</remarks>
internal sealed class Laggards
{
    /// <summary>A connection lags when one push has waited for this long: the longest window, so that a newer list may be there.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<object, long> _waitingSince = new();

    /// <param name="connection">Whose reader does not read.</param>
    /// <param name="at">By <see cref="TimeProvider.GetTimestamp"/>.</param>
    public void Waits(object connection, long at) => _waitingSince[connection] = at;

    public void Took(object connection) => _waitingSince.TryRemove(connection, out _);

    public int Count(TimeProvider time) => _waitingSince.Count(waiting => time.GetElapsedTime(waiting.Value) >= After);
}
