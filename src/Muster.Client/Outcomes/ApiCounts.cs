using Muster.Protocol;

namespace Muster.Client.Outcomes;

/// <summary>Calls of one API at one instance. Anyone counts; one takes. Each call is in exactly one taking.</summary>
internal sealed class ApiCounts
{
    private long _succeeded;
    private long _failed;
    private long _cancelled;

    public void Add(Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Succeeded: Interlocked.Increment(ref _succeeded); break;
            case Outcome.Failed: Interlocked.Increment(ref _failed); break;
            case Outcome.Cancelled: Interlocked.Increment(ref _cancelled); break;
            default: throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome.");
        }
    }

    /// <summary>The counts since the last taking, with the total as their sum; null when there were no calls.</summary>
    public CallCounts? Take()
    {
        var (succeeded, failed, cancelled) = (Take(ref _succeeded), Take(ref _failed), Take(ref _cancelled));
        var total = succeeded + failed + cancelled;
        return total == 0 ? null : new CallCounts { Total = total, Succeeded = succeeded, Cancelled = cancelled };
    }

    /// <summary>An idle API costs a reading, no write that others' caches would notice.</summary>
    private static ulong Take(ref long count) => Volatile.Read(ref count) == 0 ? 0 : (ulong)Interlocked.Exchange(ref count, 0);
}
