using Microsoft.Extensions.Logging;
using Muster.Core;
using Muster.Core.Policy;
using Muster.Server.Hosting;

namespace Muster.Server.Control;

/// <summary>Carries the admission policy from the control data to the registry, and tells when everybody was judged by it.</summary>
internal sealed partial class PolicyFeed(ControlStore control, ILogger<PolicyFeed> logger)
{
    private volatile TaskCompletionSource<RegistryEvent.PolicyApplied> _applied = NewSignal();

    /// <summary>What a registry has to know before it takes any fact in; null: there is no policy.</summary>
    /// <exception cref="StartRefusedException">The policy was written by a version that knows more.</exception>
    public PolicyChange? First
    {
        get
        {
            if (PolicyRecord.NewestIn(control.Image) is not { } document) return null;
            var (policy, faults) = PolicyText.Read(document.Text);
            return faults.Count == 0
                ? new(policy, document.Revision)
                : throw new StartRefusedException($"The admission policy that holds (revision {document.Revision}) cannot be read by this version: {faults[0]} Without it everybody would be admitted, so the node does not start. Start the version that wrote it.");
        }
    }

    /// <summary>Hands a policy among the changes on.</summary>
    public async Task ApplyAsync(IReadOnlyList<ControlChange> changes, RegistryLoop loop, CancellationToken stopping)
    {
        if (changes.LastOrDefault(change => change.Entry is not null && PolicyRecord.RevisionOf(change.Key) is not null).Entry is not { } entry) return;

        var document = PolicyRecord.DocumentOf(entry);
        var (policy, faults) = PolicyText.Read(document.Text);
        if (faults.Count > 0) Log.Unread(logger, document.Revision, faults[0]);
        else await loop.StepAsync(new Input.Govern(new(policy, document.Revision)), stopping);
    }

    /// <summary>Called by the registry's loop after every step.</summary>
    public void Observe(IReadOnlyList<RegistryEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
            if (events[i] is RegistryEvent.PolicyApplied applied) Interlocked.Exchange(ref _applied, NewSignal()).SetResult(applied);
    }

    /// <summary>Answers when everybody has been judged by the policy of a revision, or by a later one.</summary>
    /// <param name="revision">Is about to be applied.</param>
    /// <param name="apply">Applies it.</param>
    /// <param name="cancel">Gives up the wait.</param>
    /// <returns>What it did; null where it was not applied.</returns>
    public async Task<RegistryEvent.PolicyApplied?> WhenAppliedAsync(ulong revision, Func<Task<bool>> apply, CancellationToken cancel)
    {
        var next = _applied.Task;   // before it may happen
        if (!await apply()) return null;
        while (true)
        {
            var applied = await next.WaitAsync(cancel);
            if (applied.Revision >= revision) return applied;
            next = _applied.Task;
        }
    }

    private static TaskCompletionSource<RegistryEvent.PolicyApplied> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
