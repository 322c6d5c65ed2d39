namespace Muster.Server.Rpc;

/// <summary>Runs one call to its end. An exception decides its status.</summary>
internal delegate Task RpcHandler(RpcServerCall call);
