using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Overlays;
using Muster.Core.Probes;
using Muster.Protocol;
using Muster.Server.Audit;
using Muster.Server.Hosting;

namespace Muster.Server.Control;

/// <summary>Takes in what operators register without a process, by whichever way they come.</summary>
internal sealed partial class PersistentDesk(ControlStore control, RegistryLoop loop, AuditTrail audit, ILogger<PersistentDesk> logger)
{
    /// <summary>Those of a namespace, or of one service in it, sorted.</summary>
    public IReadOnlyList<KeptInstance> In(string @namespace, string service) =>
    [
        .. control.Image.Range(PersistentRecord.Of(@namespace))
            .Select(entry => new KeptInstance { Service = PersistentRecord.KeyOf(entry.Key)!.Value.Service.Service, Persistent = PersistentRecord.WordsOf(entry) })
            .Where(kept => service.Length == 0 || kept.Service == service),
    ];

    /// <summary>Registers, or changes. When it answers, consumers are being told.</summary>
    public async Task<(PutPersistentResponse? Answer, Error? Error)> PutAsync(Caller author, PutPersistentRequest request, CancellationToken cancel)
    {
        var answer = await TryAsync(() => TryPutAsync(author, request, cancel));
        Tell(author, new(request.Namespace, request.Service), request.Instance?.Id ?? "", request.Reason, answer.Error, removed: false);
        return answer;
    }

    /// <summary>Takes out.</summary>
    public async Task<(RemovePersistentResponse? Answer, Error? Error)> RemoveAsync(Caller author, RemovePersistentRequest request, CancellationToken cancel)
    {
        var answer = await TryAsync(() => TryRemoveAsync(author, request, cancel));
        Tell(author, new(request.Namespace, request.Service), request.Id, request.Reason, answer.Error, removed: true);
        return answer;
    }

    private async Task<(PutPersistentResponse? Answer, Error? Error)> TryPutAsync(Caller author, PutPersistentRequest request, CancellationToken cancel)
    {
        if ((InstanceRules.FaultIn(request.Service, request.Instance) ?? ProbeRules.FaultIn(request.Instance.Id, request.Probe)) is { } fault) return (null, fault);
        if (OverlayRules.FaultInReason(request.Reason) is { } reason) return (null, Errors.Invalid(reason));

        var (service, id, image) = (new ServiceKey(request.Namespace, request.Service), request.Instance.Id, control.Image);
        var standing = image.Find(PersistentRecord.Of(service, id));
        if (standing is null && (await FindAsync(service, id, cancel)).ContainsKey(id))
            return (null, Errors.Of(ErrorCode.Conflict, $"instance '{id}' of {service} is registered by a process that speaks for itself. Use another id, or stop that process first."));
        if (standing is null && image.Range(PersistentRecord.All).Count() >= Limits.Persistent)
            return (null, Errors.Of(ErrorCode.LimitReached, $"The registry keeps {Limits.Persistent} instances without a process at most. Take some out first."));

        var words = new PersistentInstance
        {
            Instance = request.Instance, Reason = request.Reason.Trim(), Author = author.Name, Environment = author.Environment ?? "", AtMs = control.Now.ToUnixTimeMilliseconds(),
            Probe = request.Probe, Incarnation = standing is null ? image.Revision + 1 : PersistentRecord.WordsOf(standing).Incarnation,
        };
        var operation = new ControlOperation(PersistentRecord.Of(service, id), words.ToByteArray(), standing?.Modified ?? 0);
        var (revision, error) = AnswerOf(id, await control.EditAsync(new([operation]), Author.Of(author, words.Reason), cancel));
        return error is not null ? (null, error) : (new() { Revision = revision, Admission = await AdmissionOfAsync(service, id, cancel) }, null);
    }

    private async Task<(RemovePersistentResponse? Answer, Error? Error)> TryRemoveAsync(Caller author, RemovePersistentRequest request, CancellationToken cancel)
    {
        if (OverlayRules.FaultInReason(request.Reason) is { } reason) return (null, Errors.Invalid(reason));
        var key = PersistentRecord.Of(new(request.Namespace, request.Service), request.Id);
        if (control.Image.Find(key) is not { } standing)
            return (null, Errors.Of(ErrorCode.NotFound, $"instance '{request.Id}' of {request.Namespace}/{request.Service} was not registered by an operator. 'muster persist list' tells who was."));

        var (revision, error) = AnswerOf(request.Id, await control.EditAsync(new([new(key, null, standing.Modified)]), Author.Of(author, request.Reason.Trim()), cancel));
        return error is not null ? (null, error) : (new() { Revision = revision }, null);
    }

    private async Task<Admission> AdmissionOfAsync(ServiceKey service, string id, CancellationToken cancel)
    {
        if (!(await FindAsync(service, id, cancel)).ContainsKey(id)) return Admission.Denied;
        var quarantined = loop.Views.Find(service)?.Concealed.GetValueOrDefault(id)?.Quarantined;
        return quarantined is null ? Admission.Allowed : Admission.Quarantined;
    }

    private async Task<Dictionary<string, ulong>> FindAsync(ServiceKey service, string id, CancellationToken cancel)
    {
        var runs = new Input.FindRuns(service, [id]);
        await loop.StepAsync(runs, cancel);
        return runs.Found;
    }

    private void Tell(Caller author, ServiceKey service, string id, string reason, Error? error, bool removed)
    {
        if (error is not null)
            audit.Tell(new()
            {
                Kind = AuditEntry.Types.Kind.Edit, By = author.Name, From = author.From, Namespace = service.Namespace, Service = service.Service,
                What = $"persistent {Names.Quote(id, Limits.Name)[1..^1]}", Outcome = error.Message, Reason = Names.Quote(reason, Limits.Reason)[1..^1],
            });
        else if (removed) Log.Removed(logger, author.Name, id, service, Names.Quote(reason.Trim(), Limits.Reason));
        else Log.Put(logger, author.Name, id, service, Names.Quote(reason.Trim(), Limits.Reason));
    }

    private static async Task<(T? Answer, Error? Error)> TryAsync<T>(Func<Task<(T? Answer, Error? Error)>> edit)
        where T : class
    {
        try
        {
            return await edit();
        }
        catch (ChannelClosedException)
        {
            return (null, Errors.Of(ErrorCode.Unavailable, "This node is stopping. See whether the edit was taken when it is back."));
        }
    }

    private static (ulong Revision, Error? Error) AnswerOf(string id, ControlAnswer answer) => answer switch
    {
        ControlAnswer.Done done => (done.Revision, null),
        ControlAnswer.Unavailable unavailable => (0, Errors.Of(ErrorCode.Unavailable, unavailable.Why)),
        ControlAnswer.Overtaken => (0, Errors.Of(ErrorCode.Conflict, $"instance '{id}' was changed by somebody else at this moment. Nothing was changed. Look at what holds now, and decide again.")),
        _ => throw new InvalidOperationException($"Unknown answer {answer}."),
    };
}
