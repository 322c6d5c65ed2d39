using Google.Protobuf;

namespace Muster.Rpc;

/// <summary>A method's name on the wire and how its messages are read.</summary>
/// <param name="Path"><c>/package.Service/Method</c>.</param>
/// <param name="RequestParser">Reads what the caller sends.</param>
/// <param name="ResponseParser">Reads what the caller gets.</param>
public sealed record RpcMethod<TRequest, TResponse>(
    string Path, MessageParser<TRequest> RequestParser, MessageParser<TResponse> ResponseParser)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>;
