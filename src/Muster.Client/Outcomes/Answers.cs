namespace Muster.Client.Outcomes;

/// <summary>
/// What an answer says of the one who gave it. What the caller did wrong, or may not do, is answered well: the callee did
/// its part. docs/balancing.md has the table, with reasons. Pure.
/// </summary>
internal static class Answers
{
    /// <summary>5xx are the callee's, but for those that say the request cannot be served anywhere.</summary>
    public static Outcome Http(int status) => status is >= 500 and not (501 or 505) ? Outcome.Failed : Outcome.Succeeded;

    /// <param name="status">The number as it stands in <c>grpc-status</c>; one that is not defined is UNKNOWN.</param>
    public static Outcome Grpc(string? status) => status switch
    {
        "1" => Outcome.Cancelled,                // CANCELLED
        "0" or                                   // OK
        "3" or "5" or "6" or "7" or              // INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED
        "8" or                                   // RESOURCE_EXHAUSTED: as HTTP's 429
        "9" or "10" or "11" or                   // FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE
        "12" or                                  // UNIMPLEMENTED: as HTTP's 404 and 501
        "16" => Outcome.Succeeded,               // UNAUTHENTICATED
        _ => Outcome.Failed,                     // UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS, and no status at all
    };
}
