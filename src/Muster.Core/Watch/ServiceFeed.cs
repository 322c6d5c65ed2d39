using System.Collections.Immutable;
using Muster.Core.Catalog;
using Muster.Core.Departures;

namespace Muster.Core.Watch;

/// <summary>Where the newest list of one service stands. The machine writes it; anyone reads it without waiting.</summary>
internal sealed class ServiceFeed(ServiceView first)
{
    private volatile ServiceView _current = first;
    private volatile ImmutableSortedDictionary<string, ConcealedEntry> _concealed = ImmutableSortedDictionary.Create<string, ConcealedEntry>(StringComparer.Ordinal);
    private volatile int _subscribers;

    public ServiceKey Key => _current.Key;

    public ServiceView Current => _current;

    /// <summary>Live streams that follow this service.</summary>
    public int Subscribers
    {
        get => _subscribers;
        internal set => _subscribers = value;
    }

    /// <summary>Those who read the list without following it.</summary>
    public Pollers Pollers { get; } = new();

    /// <summary>Registered, and at somebody's wish kept from consumers, by id.</summary>
    public ImmutableSortedDictionary<string, ConcealedEntry> Concealed => _concealed;

    internal void Conceal(string id, ConcealedEntry entry) => _concealed = _concealed.SetItem(id, entry);

    /// <summary>It is no longer concealed, if it was.</summary>
    internal void Reveal(string id) => _concealed = _concealed.Remove(id);

    internal void Publish(ServiceView next) => _current = next;
}

/// <summary>An instance that is registered, and that consumers are not told of.</summary>
/// <param name="Own">The provider's own word.</param>
/// <param name="Quarantined">Why the admission policy keeps it from them; null where an operator does.</param>
internal sealed record ConcealedEntry(ListedEntry Own, string? Quarantined);
