namespace Muster.Rpc;

/// <summary>A call ended with a status other than OK.</summary>
public sealed class RpcException : Exception
{
    /// <summary>A failure told by its code and a message for people.</summary>
    public RpcException(RpcStatusCode code, string message)
        : this(code, message, RpcMetadata.Empty)
    {
    }

    /// <summary>A failure with the exception that caused it, which never leaves the process.</summary>
    public RpcException(RpcStatusCode code, string message, Exception cause)
        : base(message, cause)
    {
        Code = code;
        Trailers = RpcMetadata.Empty;
    }

    /// <summary>A failure with the metadata that goes or came with it.</summary>
    public RpcException(RpcStatusCode code, string message, RpcMetadata trailers)
        : base(message)
    {
        Code = code;
        Trailers = trailers;
    }

    /// <summary>The kind of failure; never <see cref="RpcStatusCode.OK"/>.</summary>
    public RpcStatusCode Code { get; }

    /// <summary>The metadata that ended the call.</summary>
    public RpcMetadata Trailers { get; }
}
