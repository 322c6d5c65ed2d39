using System.Collections.Immutable;
using Muster.Core.Catalog;

namespace Muster.Core.Watch;

/// <summary>Where the newest list of one service stands. The machine writes it; anyone reads it without waiting.</summary>
internal sealed class ServiceFeed(ServiceView first)
{
    private volatile ServiceView _current = first;
    private volatile ImmutableSortedDictionary<string, ListedEntry> _concealed = ImmutableSortedDictionary.Create<string, ListedEntry>(StringComparer.Ordinal);
    private volatile int _subscribers;

    public ServiceKey Key => _current.Key;

    public ServiceView Current => _current;

    /// <summary>Live streams that follow this service.</summary>
    public int Subscribers
    {
        get => _subscribers;
        internal set => _subscribers = value;
    }

    /// <summary>Registered, and at somebody's wish kept from consumers: the providers' own words, by id.</summary>
    public ImmutableSortedDictionary<string, ListedEntry> Concealed => _concealed;

    /// <summary>Keeps an instance among the concealed; with null, no longer.</summary>
    internal void Conceal(string id, ListedEntry? own)
    {
        if (own is not null) _concealed = _concealed.SetItem(id, own);
        else if (!_concealed.IsEmpty) _concealed = _concealed.Remove(id);
    }

    internal void Publish(ServiceView next) => _current = next;
}
