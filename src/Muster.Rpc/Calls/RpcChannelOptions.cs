namespace Muster.Rpc;

/// <summary>How a peer is reached.</summary>
public sealed class RpcChannelOptions
{
    /// <summary>TLS, and what to trust. Default null: cleartext, unless the address says <c>https</c> (then the machine's own trust).</summary>
    public RpcTlsOptions? Tls { get; init; }

    /// <summary>The largest message accepted, in bytes. Default 4 MB. A larger one ends its call; raising it raises what a peer can make us hold.</summary>
    public int MaxMessageSize { get; init; } = MessageFrame.DefaultMaxMessageSize;

    /// <summary>A connection that stands already, to be used and ended. Default null: connections are made.</summary>
    internal Stream? Line { get; init; }

    /// <summary>The clock of deadlines. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
