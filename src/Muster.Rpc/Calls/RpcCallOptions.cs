namespace Muster.Rpc;

/// <summary>What one call may say for itself; the default says nothing.</summary>
/// <param name="Timeout">Time for the whole call, sent to the peer and kept here too. Null: no limit.</param>
/// <param name="Metadata">Sent before the first message. Null: none.</param>
public readonly record struct RpcCallOptions(TimeSpan? Timeout = null, RpcMetadata? Metadata = null);
