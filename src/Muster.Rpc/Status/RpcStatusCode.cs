namespace Muster.Rpc;

/// <summary>How a call ended: the closed set of gRPC.</summary>
public enum RpcStatusCode
{
    /// <summary>The call did what it was asked to do.</summary>
    OK = 0,

    /// <summary>The caller gave the call up.</summary>
    Cancelled = 1,

    /// <summary>The peer did not say what went wrong.</summary>
    Unknown = 2,

    /// <summary>The request breaks a rule, whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The time the caller gave has passed.</summary>
    DeadlineExceeded = 4,

    /// <summary>What the call is about does not exist.</summary>
    NotFound = 5,

    /// <summary>What the call would create exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A limit is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in a state in which the call makes sense.</summary>
    FailedPrecondition = 9,

    /// <summary>A conflict with another caller: read again and retry.</summary>
    Aborted = 10,

    /// <summary>The request points past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The peer does not know the method, or an encoding that the call uses.</summary>
    Unimplemented = 12,

    /// <summary>An invariant is broken: a bug on either side.</summary>
    Internal = 13,

    /// <summary>Not now; the same call may succeed later.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or corrupt.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
