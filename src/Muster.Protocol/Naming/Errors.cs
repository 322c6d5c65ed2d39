namespace Muster.Protocol;

/// <summary>Makes the closed set of errors.</summary>
public static class Errors
{
    /// <summary>An error of a code, in words.</summary>
    public static Error Of(ErrorCode code, string message) => new() { Code = code, Message = message };

    /// <summary>Something that breaks a stated rule.</summary>
    public static Error Invalid(string message) => Of(ErrorCode.Invalid, message);
}
