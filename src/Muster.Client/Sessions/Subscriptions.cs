using Muster.Client.Lists;
using Muster.Client.Snapshots;
using Muster.Protocol;

namespace Muster.Client.Sessions;

/// <summary>The services that this process follows, and their agreement with the registry on this connection.</summary>
/// <param name="put">Takes what is to be sent or made known.</param>
/// <param name="random">Draws whether this process is among those who are asked to confirm a list.</param>
internal sealed class Subscriptions(Action<ConversationOutput> put, Random random)
{
    private readonly SortedDictionary<string, ServiceCopy> _copies = new(StringComparer.Ordinal);

    /// <summary>The last heartbeat that was sent on this connection.</summary>
    private ulong _beat;

    /// <summary>
    /// The heartbeat after which something was last asked or dropped: the registry may have answered it before or after
    /// it read of that, so its sum says nothing.
    /// </summary>
    private ulong _changedAtBeat;

    /// <summary>When a doubt of the guard is to be looked at again.</summary>
    public TimeSpan NextDoubtEnds
    {
        get
        {
            var next = TimeSpan.MaxValue;
            foreach (var copy in _copies.Values)
                if (copy.DoubtEnds is { } ends && ends < next) next = ends;
            return next;
        }
    }

    /// <summary>Follows a service, if it is not followed yet.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="saved">What the disk remembers of it.</param>
    /// <param name="live">Whether the registry can be asked at once.</param>
    /// <param name="now">The time.</param>
    public ServiceCopy Add(string service, SavedList? saved, bool live, TimeSpan now)
    {
        if (_copies.TryGetValue(service, out var known)) return known;

        var copy = _copies[service] = new ServiceCopy(service);
        if (saved is not null && copy.Restore(saved, now) is { } change) put(new ConversationOutput.ListChanged(change));
        if (live) Ask([copy]);
        return copy;
    }

    public void Remove(string service, bool live)
    {
        if (!_copies.Remove(service)) return;
        _changedAtBeat = _beat;
        if (live) put(new ConversationOutput.Send(new Up { Unsubscribe = new Unsubscribe { Services = { service } } }));
    }

    /// <summary>Whether an instance is in the list that the application sees.</summary>
    public bool Lists(string service, string id) => _copies.TryGetValue(service, out var copy) && copy.Shown.Find(id) is not null;

    public void OnNewConnection()
    {
        (_beat, _changedAtBeat) = (0, 0);
        foreach (var copy in _copies.Values)
        {
            (copy.Answered, copy.AskedToConfirm) = (false, false);
            copy.Verified.OnNewConnection();
        }
    }

    /// <summary>A heartbeat was sent.</summary>
    public void OnBeat(ulong number) => _beat = number;

    public void OnTick(TimeSpan now)
    {
        foreach (var copy in _copies.Values)
            if (copy.DoubtEnds is { } ends && now >= ends) Show(copy, now);
    }

    public void On(ServiceSnapshot page, TimeSpan now)
    {
        if (!_copies.TryGetValue(page.Service, out var copy)) return;
        if (page.Page == 0) Ask(copy, page.AppliedOneIn);
        On(copy, copy.Verified.Apply(page), now);
    }

    public void On(ServiceDelta delta, TimeSpan now)
    {
        if (!_copies.TryGetValue(delta.Service, out var copy)) return;
        Ask(copy, delta.AppliedOneIn);
        On(copy, copy.Verified.Apply(delta), now);
    }

    /// <summary>Asks for everything again where the registry's sum over what it sent differs from ours over what we hold.</summary>
    public void On(HeartbeatAck ack)
    {
        if (ack.Number > _changedAtBeat && Sum() != ack.Held) AskForAll();
    }

    /// <summary>Subscribes to every service, each from what is held.</summary>
    public void AskForAll() => Ask(_copies.Values);

    /// <summary>Subscribes to every service as if nothing were held. What is shown stays until the whole list has come.</summary>
    public void AskForAllAnew()
    {
        foreach (var copy in _copies.Values) copy.Doubtful = true;
        AskForAll();
    }

    private void On(ServiceCopy copy, Proof proof, TimeSpan now)
    {
        switch (proof)
        {
            case Proof.Verified:
                (copy.Answered, copy.Doubtful) = (true, false);
                Show(copy, now);
                break;
            case Proof.Missed:
                AskOnce(copy);
                break;
            case Proof.Disproved:
                copy.Doubtful = true;
                put(new ConversationOutput.Trouble(Errors.Invalid($"A list of '{copy.Verified.Service}' does not come out at its digest. The last proven one stays, and the whole list is asked for.")));
                AskOnce(copy);
                break;
        }
    }

    /// <summary>Asks again, unless an answer is on its way; should that fail too, the next heartbeat tells.</summary>
    private void AskOnce(ServiceCopy copy)
    {
        if (copy.Answered) Ask([copy]);
    }

    private void Show(ServiceCopy copy, TimeSpan now)
    {
        var source = copy.Answered || copy.Shown.Source is ListSource.Registry ? ListSource.Registry : ListSource.Snapshot;
        if (copy.Show(source, now) is { } change) put(new ConversationOutput.ListChanged(change));
        Confirm(copy);
    }

    /// <summary>The registry wants to know of a list, from one client in so many.</summary>
    private void Ask(ServiceCopy copy, uint oneIn)
    {
        if (oneIn == 1 || (oneIn > 1 && random.NextInt64(oneIn) == 0)) copy.AskedToConfirm = true;
    }

    /// <summary>Only of a list that is in use as the registry has it: one that is held back still has those who left.</summary>
    private void Confirm(ServiceCopy copy)
    {
        if (!copy.AskedToConfirm || !copy.Answered || copy.Shown.HeldBack) return;
        copy.AskedToConfirm = false;
        var revision = copy.Shown.Revision;
        put(new ConversationOutput.Send(new Up
        {
            Applied = new Applied { Service = copy.Shown.Service, Revision = new Revision { Epoch = revision.Epoch, Sequence = revision.Sequence } },
        }));
    }

    private ulong Sum()
    {
        var sum = 0UL;
        foreach (var copy in _copies.Values)
            if (copy.Answered) sum += ListDigest.HeldEntry(copy.Verified.Service, copy.Verified.Digest);
        return sum;
    }

    private void Ask(IEnumerable<ServiceCopy> copies)
    {
        _changedAtBeat = _beat;
        foreach (var batch in copies.Chunk(Limits.Batch))
        {
            var subscribe = new Subscribe();
            foreach (var copy in batch)
            {
                copy.Answered = false;
                subscribe.Subscriptions.Add(new Subscription { Service = copy.Verified.Service, Held = copy.Doubtful ? null : copy.Verified.ToHeld() });
            }

            put(new ConversationOutput.Send(new Up { Subscribe = subscribe }));
        }
    }
}
