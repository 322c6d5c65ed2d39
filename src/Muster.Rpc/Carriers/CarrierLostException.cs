namespace Muster.Rpc;

/// <summary>The conversation's connection broke or was ended by the peer with an error.</summary>
public sealed class CarrierLostException : IOException
{
    /// <summary>A loss told only by its message.</summary>
    public CarrierLostException(string message)
        : base(message)
    {
    }

    /// <summary>A loss with the transport's own exception.</summary>
    public CarrierLostException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
