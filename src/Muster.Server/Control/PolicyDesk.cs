using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Overlays;
using Muster.Core.Policy;
using Muster.Protocol;
using Muster.Server.Audit;
using Muster.Server.Hosting;

namespace Muster.Server.Control;

/// <summary>Shows, tries and applies admission policies, by whichever way operators come.</summary>
internal sealed partial class PolicyDesk(ControlStore control, RegistryLoop loop, PolicyFeed feed, AuditTrail audit, ILogger<PolicyDesk> logger)
{
    private const string Stopping = "This node is stopping. See whether the policy was taken when it is back.";

    /// <summary>Those that are kept, newest first, without their texts.</summary>
    public IReadOnlyList<PolicyDocument> History => [.. PolicyRecord.In(control.Image).Reverse().Select(WithoutText)];

    private PolicyDocument Holding => PolicyRecord.NewestIn(control.Image) ?? new();

    /// <summary>The policy of a revision; with 0 the one that holds, an empty one where none was ever applied.</summary>
    public (PolicyDocument? Policy, Error? Error) Find(ulong revision)
    {
        if (revision == 0) return (Holding, null);
        return PolicyRecord.In(control.Image).FirstOrDefault(policy => policy.Revision == revision) is { } found
            ? (found, null)
            : (null, Errors.Of(ErrorCode.NotFound, $"There is no policy {revision}. Kept are the last {Limits.PoliciesKept}; 'muster policy history' lists them."));
    }

    /// <summary>Tells whom a policy would hit.</summary>
    public async Task<(TryPolicyResponse? Effect, Error? Error)> TryAsync(string text, CancellationToken cancel)
    {
        var (policy, faults) = PolicyText.Read(text);
        if (faults.Count > 0) return (null, Invalid(faults));
        try
        {
            var trial = new PolicyTrial(policy);
            var part = new PolicySurvey(0);
            while (true)
            {
                await loop.StepAsync(new Input.Survey(part), cancel);
                foreach (var registrant in part.Registrants) trial.Take(registrant);
                if (part.Next is not { } next) break;
                part = new PolicySurvey(next);
            }

            return (new() { Revision = part.Revision, Judged = (uint)trial.Judged, Rules = { trial.Effects } }, null);
        }
        catch (ChannelClosedException)
        {
            return (null, Errors.Of(ErrorCode.Unavailable, "This node is stopping. Ask again when it is back."));
        }
    }

    /// <summary>Puts a policy in force. When it answers, everybody has been judged by it.</summary>
    public async Task<(ApplyPolicyResponse? Effect, Error? Error)> ApplyAsync(Caller author, ApplyPolicyRequest request, CancellationToken cancel)
    {
        var answer = await TryApplyAsync(author, request, cancel);
        if (answer.Error is { } error) audit.Tell(Refused(author, request, error));
        return answer;
    }

    private async Task<(ApplyPolicyResponse? Effect, Error? Error)> TryApplyAsync(Caller author, ApplyPolicyRequest request, CancellationToken cancel)
    {
        var (_, faults) = PolicyText.Read(request.Text);
        if (faults.Count > 0) return (null, Invalid(faults));
        if (OverlayRules.FaultInReason(request.Reason) is { } reason) return (null, Errors.Invalid(reason));

        var holds = Holding;
        if (request.HasExpectedRevision && request.ExpectedRevision != holds.Revision) return (null, Overtaken(holds));
        var revision = holds.Revision + 1;
        try
        {
            Error? error = null;
            var effect = await feed.WhenAppliedAsync(revision, async () => (error = ErrorOf(await control.EditAsync(EditOf(request, author, revision), Author.Of(author, request.Reason.Trim()), cancel))) is null, cancel);
            if (effect is null) return (null, error);
            Log.Applied(logger, author.Name, revision, Names.Quote(request.Reason.Trim(), Limits.Reason));
            return (new() { Revision = revision, Judged = (uint)effect.Judged, Denied = (uint)effect.Denied, Quarantined = (uint)effect.Quarantined, Released = (uint)effect.Released }, null);
        }
        catch (ChannelClosedException)
        {
            return (null, Errors.Of(ErrorCode.Unavailable, Stopping));
        }
    }

    private ControlEdit EditOf(ApplyPolicyRequest request, Caller author, ulong revision)
    {
        var document = new PolicyDocument { Text = request.Text, Reason = request.Reason.Trim(), Author = author.Name, AtMs = control.Now.ToUnixTimeMilliseconds() };
        var put = new ControlOperation(PolicyRecord.Of(revision), document.ToByteArray(), Expected: 0);
        return revision > Limits.PoliciesKept
            ? new([put, new(PolicyRecord.Of(revision - Limits.PoliciesKept), null)])
            : new([put]);
    }

    private static AuditEntry Refused(Caller author, ApplyPolicyRequest request, Error error) => new()
    {
        Kind = AuditEntry.Types.Kind.Edit, By = author.Name, From = author.From,
        What = "admission policy", Outcome = error.Message, Reason = Names.Quote(request.Reason, Limits.Reason)[1..^1],
    };

    private Error? ErrorOf(ControlAnswer answer) => answer switch
    {
        ControlAnswer.Done => null,
        ControlAnswer.Unavailable unavailable => Errors.Of(ErrorCode.Unavailable, unavailable.Why),
        ControlAnswer.Overtaken => Overtaken(Holding),
        _ => throw new InvalidOperationException($"Unknown answer {answer}."),
    };

    private static Error Overtaken(PolicyDocument holds) => Errors.Of(
        ErrorCode.Conflict,
        $"Another policy holds by now: revision {holds.Revision}{(holds.Author.Length > 0 ? $", by {holds.Author}: {holds.Reason}" : "")}. Nothing was changed. Look at it with 'muster policy show', bring its changes into yours, and test it again.");

    private static Error Invalid(IReadOnlyList<PolicyFault> faults) => Errors.Invalid(string.Join(" ", faults));

    private static PolicyDocument WithoutText(PolicyDocument policy)
    {
        policy.Text = "";
        return policy;
    }
}
