using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>An error of the registry as the status of a call.</summary>
internal static class Refusal
{
    public static RpcException Of(Error error) => new(StatusOf(error.Code), error.Message);

    private static RpcStatusCode StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.Invalid => RpcStatusCode.InvalidArgument,
        ErrorCode.Unauthenticated => RpcStatusCode.Unauthenticated,
        ErrorCode.Forbidden => RpcStatusCode.PermissionDenied,
        ErrorCode.NotFound => RpcStatusCode.NotFound,
        ErrorCode.Conflict => RpcStatusCode.AlreadyExists,
        ErrorCode.LimitReached => RpcStatusCode.ResourceExhausted,
        ErrorCode.Unsupported => RpcStatusCode.Unimplemented,
        ErrorCode.Unavailable => RpcStatusCode.Unavailable,
        _ => throw new InvalidOperationException($"Unknown error code {code}."),
    };
}
