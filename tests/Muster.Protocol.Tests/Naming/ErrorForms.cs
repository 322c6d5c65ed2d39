namespace Muster.Protocol.Tests.Naming;

public sealed class ErrorForms
{
    [Fact]
    public void An_error_has_a_code_and_words() =>
        Assert.Equal(new Error { Code = ErrorCode.Conflict, Message = "taken" }, Errors.Of(ErrorCode.Conflict, "taken"));

    [Fact]
    public void A_broken_rule_is_invalid() => Assert.Equal(ErrorCode.Invalid, Errors.Invalid("too long").Code);
}
