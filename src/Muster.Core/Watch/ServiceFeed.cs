using Muster.Core.Catalog;

namespace Muster.Core.Watch;

/// <summary>Where the newest list of one service stands. The machine writes it; anyone reads it without waiting.</summary>
internal sealed class ServiceFeed(ServiceView first)
{
    private volatile ServiceView _current = first;
    private volatile int _subscribers;

    public ServiceKey Key => _current.Key;

    public ServiceView Current => _current;

    /// <summary>Live streams that follow this service.</summary>
    public int Subscribers
    {
        get => _subscribers;
        internal set => _subscribers = value;
    }

    internal void Publish(ServiceView next) => _current = next;
}
