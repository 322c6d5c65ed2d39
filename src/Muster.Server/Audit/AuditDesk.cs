using Muster.Core.Access;
using Muster.Protocol;

namespace Muster.Server.Audit;

/// <summary>Answers who wants to know what was done, and keeps the rule of who may.</summary>
internal sealed class AuditDesk(AuditTrail trail, TimeProvider time)
{
    private const int UsualLimit = 100, MostAtOnce = 1000;

    /// <summary>What a caller must be allowed to: to operate the service, or, for everything, to decide for the whole registry.</summary>
    public static (Verb Verb, Resource Resource) RightFor(string @namespace, string service) =>
        service.Length > 0 ? (Verb.Operate, new(@namespace, service)) : (Verb.Admin, Resource.Registry);

    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(ListAuditRequest request, CancellationToken cancel)
    {
        var since = request.WithinMs == 0 ? 0 : time.GetUtcNow().ToUnixTimeMilliseconds() - (long)Math.Min(request.WithinMs, long.MaxValue / 2);
        var limit = request.Limit == 0 ? UsualLimit : (int)Math.Min(request.Limit, MostAtOnce);
        return await trail.ReadAsync(new(request.Namespace, request.Service, request.By, since, request.Before is 0 or > long.MaxValue ? long.MaxValue : (long)request.Before, limit), cancel);
    }
}
