using System.Runtime.CompilerServices;
using Google.Protobuf;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Api;
using Muster.Server.Audit;
using Muster.Server.History;
using Muster.Server.Storage;

namespace Muster.Server.Rpc;

/// <summary>The methods of <c>muster.v1.Admin</c> that tell what the node remembers. Each call is authorized by its own bearer token.</summary>
internal sealed class MemoryService(AuditDesk audit, HistoryDesk history, BackupDesk backup, Gate gate)
{
    public void Map(RpcRoutes routes)
    {
        routes.MapUnary(AdminMethods.ListAudit, ListAuditAsync);
        routes.MapUnary(AdminMethods.Explain, ExplainAsync);
        routes.MapUnary(AdminMethods.ListPast, ListPastAsync);
        routes.MapServerStream(AdminMethods.Backup, (_, call, cancel) => BackupAsync(call, cancel));
    }

    private async Task<ListAuditResponse> ListAuditAsync(ListAuditRequest request, RpcServerCall call, CancellationToken cancel)
    {
        var (verb, resource) = AuditDesk.RightFor(request.Namespace, request.Service);
        Admit(call, verb, resource);
        return new() { Entries = { await audit.ReadAsync(request, cancel) } };
    }

    private async Task<Explanation> ExplainAsync(ExplainRequest request, RpcServerCall call, CancellationToken cancel)
    {
        Admit(call, Verb.List, new(request.Namespace, request.Service));
        var (answer, error) = await history.ExplainAsync(new(request.Namespace, request.Service), request.Id, cancel);
        return answer ?? throw Refusal.Of(error!);
    }

    private async Task<PastList> ListPastAsync(ListPastRequest request, RpcServerCall call, CancellationToken cancel)
    {
        Admit(call, Verb.List, new(request.Namespace, request.Service));
        var (answer, error) = await history.ListPastAsync(request, cancel);
        return answer ?? throw Refusal.Of(error!);
    }

    private async IAsyncEnumerable<BackupPiece> BackupAsync(RpcServerCall call, [EnumeratorCancellation] CancellationToken cancel)
    {
        var caller = Admit(call, Verb.Admin, Resource.Registry);
        await using var pieces = backup.TakeAsync(caller, cancel).GetAsyncEnumerator(cancel);
        while (await NextAsync(pieces)) yield return new() { Data = UnsafeByteOperations.UnsafeWrap(pieces.Current) };
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<byte[]> pieces)
    {
        try
        {
            return await pieces.MoveNextAsync();
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Of(Errors.Of(ErrorCode.Unavailable, $"No backup can be taken: its facts are gathered in the node's data folder first ({full.Message.TrimEnd('.')}). See that there is space, and try again."));
        }
    }

    private Caller Admit(RpcServerCall call, Verb verb, Resource resource)
    {
        var (caller, error) = gate.Admit(call.Http.Request, verb, resource);
        return caller ?? throw Refusal.Of(error!);
    }
}
