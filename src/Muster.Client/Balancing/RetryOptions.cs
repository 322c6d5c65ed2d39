namespace Muster.Client;

/// <summary>How often a failed call may be tried on another instance, so that retries never become the load.</summary>
public sealed class RetryOptions
{
    /// <summary>How many instances one call is tried on at most, the first included. Default 3; 1: no retries.</summary>
    public int Attempts { get; set; } = 3;

    /// <summary>Retries per call, over the last 10 s or so. Default 0.2. Higher hides more failures, and multiplies an overload.</summary>
    public double Share { get; set; } = 0.2;

    /// <summary>Retries that are allowed within 10 s however few calls there are. Default 10.</summary>
    public int Minimum { get; set; } = 10;

    /// <summary>
    /// How long one attempt waits for the answer's headers before it counts as failed. Default: as long as the call itself.
    /// A call that outlasts it is tried elsewhere only if its method is idempotent.
    /// </summary>
    public TimeSpan AttemptTimeout { get; set; } = Timeout.InfiniteTimeSpan;
}
