using System.Globalization;
using System.Threading.Channels;
using Muster.Core;
using Muster.Core.Catalog;
using Muster.Core.Health;
using Muster.Protocol;
using Muster.Server.Audit;
using Muster.Server.Control;
using Muster.Server.Hosting;

namespace Muster.Server.History;

/// <summary>Answers why an instance is as it is or has left, and who answered a service at an earlier time.</summary>
internal sealed class HistoryDesk(Journal journal, AuditTrail audit, OverlayDesk overlays, RegistryLoop loop, TimeProvider time)
{
    /// <summary>Changes of one instance that are told.</summary>
    private const int StoryOf = 50;

    /// <summary>A list above this is not told in one answer: other implementations of gRPC take no larger message.</summary>
    private const int LargestAnswer = 4 * 1024 * 1024;

    /// <summary>How an instance stands now, what became of it within the journal's reach, and what it was refused for last.</summary>
    public async Task<(Explanation? Answer, Error? Error)> ExplainAsync(ServiceKey service, string id, CancellationToken cancel)
    {
        if (Names.FaultInInstanceId(id) is { } fault) return (null, Errors.Invalid(fault));
        var look = new Input.Look(service, id);
        try
        {
            await loop.StepAsync(look, cancel);
        }
        catch (ChannelClosedException)
        {
            return (null, Errors.Of(ErrorCode.Unavailable, "This node is stopping. Ask another, or this one again in a moment."));
        }

        var answer = new Explanation
        {
            Now = look.Found is { } found ? StandingOf(found, overlays.In(service).FirstOrDefault(one => one.Id == id)) : null,
            Refused = await audit.LastRefusedAsync(service, id, cancel),
        };
        await journal.AskAsync(
            file =>
            {
                answer.KnownSinceMs = file.KnownSince ?? 0;
                if (file.Find(service) is not { } number) return 0;
                var story = file.StoryOf(number, id, StoryOf + 1);
                for (var i = 0; i < Math.Min(story.Count, StoryOf); i++) answer.History.Add(WordsOf(story[i], i + 1 < story.Count ? story[i + 1] : null));
                return 0;
            },
            cancel);

        return answer.Now is null && answer.History.Count == 0 && answer.Refused is null
            ? (null, Errors.Of(ErrorCode.NotFound, $"instance '{id}' of {service} is not registered, and {(answer.KnownSinceMs == 0 ? "the journal is off" : $"nothing is known of it since {Written(answer.KnownSinceMs)}")}."))
            : (answer, null);
    }

    /// <summary>Who was listed at an earlier moment.</summary>
    public async Task<(PastList? Answer, Error? Error)> ListPastAsync(ListPastRequest request, CancellationToken cancel)
    {
        var told = await journal.AskAsync(file => Past(file, request), cancel);
        return told is (null, null) ? Fail(ErrorCode.Unavailable, "The journal is off, or not begun yet. The node's log tells why.") : told;
    }

    private (PastList? Answer, Error? Error) Past(JournalFile file, ListPastRequest request)
    {
        var service = new ServiceKey(request.Namespace, request.Service);
        var at = request.AtMs != 0 ? request.AtMs : time.GetUtcNow().ToUnixTimeMilliseconds() - (long)Math.Min(request.AgoMs, int.MaxValue);
        if (file.KnownSince is not { } since) return (null, null);
        if (at < since) return Fail(ErrorCode.NotFound, $"The lists of this node are known since {Written(since)}, and {Written(at)} is before that.");
        if (file.Find(service) is not { } number) return Fail(ErrorCode.NotFound, $"Nobody was listed for service '{service.Service}' in namespace '{service.Namespace}' since {Written(since)}. Check both names.");

        var answer = new PastList { AtMs = at, KnownSinceMs = since };
        var bytes = 0;
        foreach (var (_, entry) in file.ListAt(number, at))
        {
            bytes += entry.Length;
            if (bytes > LargestAnswer) return Fail(ErrorCode.LimitReached, $"The list of service '{service.Service}' was larger than {LargestAnswer} bytes, which is the limit here.");
            answer.Instances.Add(Listed.Parser.ParseFrom(entry.Span));
        }

        return (answer, null);
    }

    private static (PastList?, Error?) Fail(ErrorCode code, string words) => (null, Errors.Of(code, words));

    private static string Written(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static InstanceStanding StandingOf(InstanceLook found, OverlaidInstance? overlaid)
    {
        var fact = found.Fact;
        var condition = fact.Listed.Condition.Next(fact.Vital, fact.Belief.Because, fact.Ailment, fact.DownIn);
        var standing = new InstanceStanding
        {
            Place = PlaceOf(found), Cause = fact.Concealed ?? (found.Shown is not null ? Cause.Unspecified : fact.Belief.Hard ? Cause.ProbeFailed : Cause.Expired),
            State = condition.State, Evidence = fact.Quarantined ?? condition.Evidence, DownIn = { condition.DownIn.Split(',', StringSplitOptions.RemoveEmptyEntries) },
            ForMs = (ulong)found.For.TotalMilliseconds, Client = fact.Holder.Client, Caller = fact.Holder.Caller.Name, Incarnation = fact.Incarnation,
        };
        if (overlaid is not null) standing.Overlays.AddRange(overlaid.Overlays);
        return standing;
    }

    private static InstanceStanding.Types.Place PlaceOf(InstanceLook found) => found switch
    {
        { Fact.Concealed: not null } => InstanceStanding.Types.Place.Concealed,
        { Shown: null } => InstanceStanding.Types.Place.Hidden,
        { Fact.Vital: Vital.Dead } => InstanceStanding.Types.Place.Protected,
        _ => InstanceStanding.Types.Place.Listed,
    };

    private static InstanceChange WordsOf(PastChange change, PastChange? before) => new()
    {
        AtMs = change.At, Cause = change.Cause, Evidence = change.Evidence, By = change.By,
        Entry = change.Entry is { } entry ? Listed.Parser.ParseFrom(entry.Span) : null,
        Kind = change.Entry is null ? InstanceChange.Types.Kind.Left : before?.Entry is null ? InstanceChange.Types.Kind.Came : InstanceChange.Types.Kind.Changed,
    };
}
