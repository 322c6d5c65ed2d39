using System.Runtime.InteropServices;
using Muster.Core.Catalog;

namespace Muster.Core.Watch;

/// <summary>Turns changed facts into published lists, and tells their subscribers: at once, then merged.</summary>
/// <remarks>Called by the machine alone. Publishing costs one copy of one service's references and one mark a subscriber.</remarks>
/// <param name="views">Where the lists stand.</param>
/// <param name="tellsEdits">Whether somebody wants to know how each list differs from the one before.</param>
/// <param name="happened">Is told.</param>
internal sealed class Publisher(ViewDirectory views, bool tellsEdits, Action<RegistryEvent> happened)
{
    private readonly List<Service> _open = [];
    private readonly List<ViewEdit> _edits = [];   // of one publication

    /// <summary>The facts of a service may ask for another list than the published one.</summary>
    public void Changed(Service service, TimeSpan now)
    {
        var wasOpen = service.Window.End is not null;
        (service.Window, var publish) = service.Window.OnChange(now, service.Subscribers.Count, _open.Count);
        if (!wasOpen) _open.Add(service);
        views.Changing = _open.Count;
        if (publish) Publish(service, now);
    }

    /// <summary>All that is known of will have come by now: no list is stale for want of more.</summary>
    public void Complete(IEnumerable<Service?> services, TimeSpan now)
    {
        views.Incomplete = false;
        foreach (var service in services)
            if (service is not null) Changed(service, now);
    }

    /// <summary>Publishes what a window has collected without waiting for its end, and opens a new one: for those who wait for an answer.</summary>
    public void Hurry(Service service, TimeSpan now)
    {
        if (!service.Window.Dirty) return;
        service.Window = new(now + PushWindow.Length(service.Subscribers.Count, _open.Count), Dirty: false);
        Publish(service, now);
    }

    public void Tick(TimeSpan now)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var service = _open[i];
            (service.Window, var publish) = service.Window.OnTick(now, service.Subscribers.Count, _open.Count);
            if (publish) Publish(service, now);
            if (service.Window.End is not null) continue;
            _open[i] = _open[^1];
            _open.RemoveAt(_open.Count - 1);
        }

        views.Changing = _open.Count;
    }

    private void Publish(Service service, TimeSpan now)
    {
        var before = service.Feed.Current;
        service.TakeEdits(_edits);
        var stale = views.Incomplete || service.Unconfirmed > 0;
        var mustAsk = service.Confirmations.AsksEveryone && before.AppliedOneIn != 1;
        if (_edits.Count > 0 || stale != before.Stale || mustAsk)
        {
            service.Feed.Publish(before.With(CollectionsMarshal.AsSpan(_edits), stale, service.Confirmations.OneIn, service.Withheld));
            foreach (var subscriber in service.Subscribers) subscriber.Mark();
            happened(new RegistryEvent.Published(service.Feed.Current, _edits.Count, service.Subscribers.Count) { Edits = tellsEdits ? [.. _edits] : [] });
        }
        else if (service.Withheld != before.Withheld)
        {
            service.Feed.Publish(before.With(service.Withheld));
        }

        _edits.Clear();
        service.Confirmations.Published(service.Feed.Current.Revision.Sequence, now);
    }
}
