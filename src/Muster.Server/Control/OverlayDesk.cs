using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Overlays;
using Muster.Protocol;
using Muster.Server.Audit;
using Muster.Server.Hosting;

namespace Muster.Server.Control;

/// <summary>Takes operators' edits, by whichever way they come, and tells what is laid over whom.</summary>
internal sealed partial class OverlayDesk(ControlStore control, RegistryLoop loop, AuditTrail audit, TimeProvider time, ILogger<OverlayDesk> logger)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>Lays and takes off, all or nothing. When it answers, the lists have changed.</summary>
    public async Task<(ulong Revision, Error? Error)> EditAsync(Caller author, EditOverlaysRequest request, CancellationToken cancel)
    {
        var answer = await TryEditAsync(author, request, cancel);
        if (answer.Error is { } error) audit.Tell(Refused(author, request, error));
        return answer;
    }

    /// <summary>What is laid over the instances of a service or keeps them in quarantine, and the providers' own words beside it.</summary>
    public IReadOnlyList<OverlaidInstance> In(ServiceKey service)
    {
        var feed = loop.Views.Find(service);
        var (view, concealed) = (feed?.Current, feed?.Concealed);
        var instances = new List<OverlaidInstance>();
        var overlays = control.Image.Range(OverlayRecord.Of(service)).ToLookup(entry => OverlayRecord.KeyOf(entry.Key)!.Value.Id);
        var quarantined = concealed?.Where(one => one.Value.Quarantined is not null).Select(one => one.Key) ?? [];
        foreach (var id in overlays.Select(same => same.Key).Union(quarantined).Order(StringComparer.Ordinal))
        {
            var shown = view?.Find(id);
            var hidden = concealed?.GetValueOrDefault(id);
            var own = hidden?.Own ?? shown?.Own ?? shown;
            instances.Add(new OverlaidInstance
            {
                Id = id,
                Overlays = { overlays[id].Select(entry => new LaidOverlay { Overlay = OverlayRecord.WordsOf(entry), Revision = entry.Modified }) },
                Provider = own is null ? null : Instance.Parser.ParseFrom(own.Value.Instance),
                State = own?.State ?? State.Unspecified,
                Listed = shown is not null,
                Quarantined = hidden?.Quarantined ?? "",
            });
        }

        return instances;
    }

    private async Task<(ulong Revision, Error? Error)> TryEditAsync(Caller author, EditOverlaysRequest request, CancellationToken cancel)
    {
        if (FaultIn(request) is { } fault) return (0, Errors.Invalid(fault));
        var service = new ServiceKey(request.Namespace, request.Service);
        try
        {
            var runs = new Input.FindRuns(service, [.. request.Edits.Where(edit => !edit.Remove).Select(edit => edit.Id)]);
            if (!request.Keep) await loop.StepAsync(runs, cancel);
            if (!request.Keep && runs.Ids.FirstOrDefault(id => !runs.Found.ContainsKey(id)) is { } absent)
                return (0, Errors.Of(ErrorCode.NotFound, $"instance '{absent}' of {service} is not registered. Nothing was changed. To lay it over whoever registers under this id, keep it (--keep)."));

            var image = control.Image;
            var operations = request.Edits.Select(edit => OperationOf(edit)).OfType<ControlOperation>().ToList();
            if (operations.Count == 0) return (image.Revision, null);
            if (LimitReached(image, operations) is { } full) return (0, full);
            var answer = AnswerOf(await control.EditAsync(new(operations), Author.Of(author, request.Reason.Trim()), cancel));
            if (answer.Error is null) Tell(author, service, request);
            return answer;

            ControlOperation? OperationOf(OverlayEdit edit)
            {
                var key = OverlayRecord.Of(new OverlayKey(service, edit.Id, OverlayRules.FieldOf(edit.Overlay)));
                var expected = edit.HasExpectedRevision ? edit.ExpectedRevision : default(ulong?);
                if (edit.Remove) return expected is null && image.Find(key) is null ? null : new(key, null, expected);
                return new(key, Signed(edit.Overlay, author, request, runs.Found.GetValueOrDefault(edit.Id)).ToByteArray(), expected);
            }
        }
        catch (ChannelClosedException)
        {
            return (0, Errors.Of(ErrorCode.Unavailable, "This node is stopping. See whether the edit was taken when it is back."));
        }
    }

    private void Tell(Caller author, ServiceKey service, EditOverlaysRequest request)
    {
        foreach (var edit in request.Edits)
        {
            var field = Names.Quote(OverlayRules.FieldOf(edit.Overlay));
            if (edit.Remove) Log.TakenOff(logger, author.Name, field, edit.Id, service);
            else Log.Laid(logger, author.Name, field, Names.Quote(OverlayWords.ValueOf(edit.Overlay), Limits.OverlayLabel), edit.Id, service, Names.Quote(request.Reason.Trim(), Limits.Reason));
        }
    }

    private static AuditEntry Refused(Caller author, EditOverlaysRequest request, Error error) => new()
    {
        Kind = AuditEntry.Types.Kind.Edit, By = author.Name, From = author.From, Namespace = request.Namespace, Service = request.Service,
        What = Counted.Of(request.Edits.Count, "overlay"), Outcome = error.Message, Reason = Names.Quote(request.Reason, Limits.Reason)[1..^1],
    };

    private static string? FaultIn(EditOverlaysRequest request)
    {
        if (request.Edits.Count is 0 or > Limits.OverlaysPerEdit) return $"the request has {request.Edits.Count} edits; use 1 to {Limits.OverlaysPerEdit}.";
        if (request.WithinMs > Longest.TotalMilliseconds) return $"an overlay ends after {Longest.TotalDays} days at the latest, or never (0).";
        if (request.Edits.Any(edit => !edit.Remove) && OverlayRules.FaultInReason(request.Reason) is { } reason) return reason;

        var named = new HashSet<(string, string)>();
        foreach (var edit in request.Edits)
        {
            if (Names.FaultInInstanceId(edit.Id) is { } id) return id;
            if (OverlayRules.FaultIn(edit.Overlay, edit.Remove) is { } fault) return $"instance '{edit.Id}': {fault}";
            if (!named.Add((edit.Id, OverlayRules.FieldOf(edit.Overlay)))) return $"instance '{edit.Id}': {OverlayRules.FieldOf(edit.Overlay)} is named twice in one request.";
        }

        return null;
    }

    private static Error? LimitReached(ControlImage image, List<ControlOperation> operations)
    {
        var added = operations.Where(operation => operation.Value is not null && image.Find(operation.Key) is null).ToList();
        if (added.Count == 0) return null;
        if (image.Range(OverlayRecord.All).Count() + added.Count > Limits.Overlays)
            return Errors.Of(ErrorCode.LimitReached, $"The registry holds {Limits.Overlays} overlays at most. Take some off first.");

        foreach (var same in added.GroupBy(operation => operation.Key[..operation.Key.IndexOf('/', OverlayRecord.Of(OverlayRecord.KeyOf(operation.Key)!.Value.Service).Length)]))
            if (image.Range($"{same.Key}/").Count() + same.Count() > Limits.OverlaysPerInstance)
                return Errors.Of(ErrorCode.LimitReached, $"An instance takes {Limits.OverlaysPerInstance} overlays at most. Take some off '{OverlayRecord.KeyOf(same.First().Key)!.Value.Id}' first.");
        return null;
    }

    private static (ulong Revision, Error? Error) AnswerOf(ControlAnswer answer) => answer switch
    {
        ControlAnswer.Done done => (done.Revision, null),
        ControlAnswer.Unavailable unavailable => (0, Errors.Of(ErrorCode.Unavailable, unavailable.Why)),
        ControlAnswer.Overtaken overtaken => (0, Errors.Of(ErrorCode.Conflict, Overtaken(OverlayRecord.KeyOf(overtaken.Key)!.Value, overtaken.Modified))),
        _ => throw new InvalidOperationException($"Unknown answer {answer}."),
    };

    private static string Overtaken(OverlayKey key, ulong modified) =>
        $"{key.Field} of instance '{key.Id}' was {(modified == 0 ? "taken off" : $"changed (revision {modified})")} by somebody else meanwhile. Nothing was changed. Look at what holds now, and decide again.";

    private Overlay Signed(Overlay words, Caller author, EditOverlaysRequest request, ulong run)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var signed = words.Clone();
        signed.Incarnation = run;
        signed.Reason = request.Reason.Trim();
        signed.Author = author.Name;
        signed.AtMs = now;
        signed.ExpiresMs = request.WithinMs == 0 ? 0 : now + (long)request.WithinMs;
        return signed;
    }
}
