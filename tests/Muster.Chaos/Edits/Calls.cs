using Google.Protobuf;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Chaos.Edits;

/// <summary>An operator's calls to one node, for as long as it lives.</summary>
internal sealed class Calls(string node, CancellationToken cancel) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RpcChannel _channel = new(node, new());

    private static RpcCallOptions Options => new(Patience, new());

    public Task<TResponse> DoAsync<TRequest, TResponse>(RpcMethod<TRequest, TResponse> method, TRequest request)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => _channel.CallAsync(method, request, Options, cancel);

    public Task<Dictionary<string, string>> LookAsync() => ControlState.LookAsync(_channel, Options, cancel);

    public async Task<byte[]> BackupAsync()
    {
        using var read = new MemoryStream();
        await foreach (var piece in _channel.StreamAsync(AdminMethods.Backup, new BackupRequest(), Options, cancel)) read.Write(piece.Data.Span);
        return read.ToArray();
    }

    public void Dispose() => _channel.Dispose();
}
