using Microsoft.AspNetCore.Http;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>What an error code is in HTTP. The one place that says so.</summary>
internal readonly record struct ProblemKind(int Status, string Code, string Title)
{
    public static ProblemKind Of(ErrorCode code) => code switch
    {
        ErrorCode.Invalid => new(StatusCodes.Status400BadRequest, "invalid", "The request breaks a rule"),
        ErrorCode.Unauthenticated => new(StatusCodes.Status401Unauthorized, "unauthenticated", "A known token is needed"),
        ErrorCode.Forbidden => new(StatusCodes.Status403Forbidden, "forbidden", "The caller may not do this"),
        ErrorCode.NotFound => new(StatusCodes.Status404NotFound, "not-found", "There is no such thing"),
        ErrorCode.Conflict => new(StatusCodes.Status409Conflict, "conflict", "Another holds this"),
        ErrorCode.LimitReached => new(StatusCodes.Status429TooManyRequests, "limit-reached", "A limit is reached"),
        ErrorCode.Unsupported => new(StatusCodes.Status400BadRequest, "unsupported", "The registry does not speak this"),
        ErrorCode.Unavailable => new(StatusCodes.Status503ServiceUnavailable, "unavailable", "Not now"),
        ErrorCode.ErrorUnspecified => new(StatusCodes.Status500InternalServerError, "error-unspecified", "The registry has a fault"),
        _ => throw new InvalidOperationException($"Unknown error code {code}."),
    };
}
