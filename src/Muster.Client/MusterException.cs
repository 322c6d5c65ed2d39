using Muster.Protocol;

namespace Muster.Client;

/// <summary>The registry refused, or the client cannot go on.</summary>
public sealed class MusterException : Exception
{
    /// <summary>A refusal with its code and words.</summary>
    public MusterException(ErrorCode code, string message)
        : base(message) => Code = code;

    internal MusterException(Error error)
        : this(error.Code, error.Message)
    {
    }

    /// <summary>What kind of refusal it is.</summary>
    public ErrorCode Code { get; }
}
