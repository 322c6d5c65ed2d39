using System.Collections.Concurrent;
using Muster.Core.Access;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>Holds callers to the rate of their quota. Those without one cost nothing.</summary>
internal sealed class CallPaces(UsageBook usages, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Pace> _paces = new(StringComparer.Ordinal);   // as many as there are names of credentials
    private readonly long _started = time.GetTimestamp();

    /// <summary>Null when the call may be made.</summary>
    public Error? Take(Caller caller)
    {
        if (caller.Quota.Calls is not { } rate) return null;
        var now = time.GetElapsedTime(_started);
        var wait = _paces.GetOrAdd(caller.Name, static (_, first) => new Pace(CallBucket.Full(first.rate, first.now)), (rate, now)).Take(rate, now);
        return wait == TimeSpan.Zero ? null : QuotaRule.TooManyCalls(caller, usages.Of(caller.Name), rate, wait);
    }

    private sealed class Pace(CallBucket bucket)
    {
        private readonly Lock _lock = new();
        private CallBucket _bucket = bucket;

        public TimeSpan Take(CallRate rate, TimeSpan now)
        {
            lock (_lock)
            {
                (_bucket, var wait) = _bucket.Take(rate, now);
                return wait;
            }
        }
    }
}
