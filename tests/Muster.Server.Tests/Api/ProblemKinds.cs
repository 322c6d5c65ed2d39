using Muster.Protocol;
using Muster.Server.Api;

namespace Muster.Server.Tests.Api;

public sealed class ProblemKinds
{
    [Theory]
    [InlineData(ErrorCode.Invalid, 400, "invalid")]
    [InlineData(ErrorCode.Unauthenticated, 401, "unauthenticated")]
    [InlineData(ErrorCode.Forbidden, 403, "forbidden")]
    [InlineData(ErrorCode.NotFound, 404, "not-found")]
    [InlineData(ErrorCode.Conflict, 409, "conflict")]
    [InlineData(ErrorCode.LimitReached, 429, "limit-reached")]
    [InlineData(ErrorCode.Unsupported, 400, "unsupported")]
    [InlineData(ErrorCode.Unavailable, 503, "unavailable")]
    [InlineData(ErrorCode.ErrorUnspecified, 500, "error-unspecified")]
    public void Every_code_has_its_status(ErrorCode code, int status, string word)
    {
        var kind = ProblemKind.Of(code);

        Assert.Equal((status, word), (kind.Status, kind.Code));
    }

    [Fact]
    public void No_code_is_without_one() => Assert.All(Enum.GetValues<ErrorCode>(), code => ProblemKind.Of(code));
}
