using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Sessions;

/// <summary>Which connection follows which services, within the limit of a connection and the quota of its caller.</summary>
/// <param name="refuse">Tells a connection why it does not follow a service.</param>
internal sealed class Following(ServiceTable services, UsageBook usages, Action<Connection, Error, string> refuse)
{
    /// <summary>Follows one service alone on a connection whose caller was authorized. Who is over his quota is told so, and the connection ends.</summary>
    public void BeginAlone(Connection connection, ServiceKey key, HeldList? held)
    {
        connection.Usage = usages.Of(connection.Caller!.Name);
        if (QuotaRule.OneMoreSubscription(connection.Caller, connection.Usage) is { } tooMany)
        {
            refuse(connection, tooMany, key.Service);
            connection.Outbox.End();
            return;
        }

        Begin(connection, key, held);
    }

    /// <summary>What a client asks for in its conversation.</summary>
    public void Begin(Connection connection, Session session, Subscription wanted)
    {
        var error = Names.FaultInService(wanted.Service) is { } fault
            ? Errors.Invalid(fault)
            : CallerDirectory.Authorize(session.Caller, Verb.Subscribe, new(session.Namespace, wanted.Service));
        if (error is null && !connection.Subscribers.ContainsKey(wanted.Service))
            error = connection.Subscribers.Count >= Limits.SubscriptionsPerConnection
                ? Errors.Of(ErrorCode.LimitReached, $"service '{wanted.Service}': this connection already follows {Limits.SubscriptionsPerConnection} services, which is the limit. Unsubscribe from some first.")
                : QuotaRule.OneMoreSubscription(session.Caller, connection.Usage!);

        if (error is null) Begin(connection, new(session.Namespace, wanted.Service), HeldList.Of(wanted.Held));
        else refuse(connection, error, wanted.Service);
    }

    public void End(Connection connection, string service)
    {
        if (connection.Subscribers.Remove(service, out var subscriber)) End(connection, subscriber);
    }

    /// <summary>Forgets all that a connection followed.</summary>
    public void EndAll(Connection connection)
    {
        foreach (var subscriber in connection.Subscribers.Values) End(connection, subscriber);
        connection.Subscribers.Clear();
    }

    /// <summary>Starting from what the reader holds.</summary>
    private void Begin(Connection connection, ServiceKey key, HeldList? held)
    {
        if (!connection.Subscribers.TryGetValue(key.Service, out var subscriber))
        {
            var service = services.GetOrAdd(key);
            subscriber = new Subscriber(connection.Outbox, service.Feed) { Confirmer = connection.Confirmer };
            connection.Subscribers.Add(key.Service, subscriber);
            connection.Usage!.Subscriptions++;
            service.Add(subscriber);
        }

        connection.Outbox.Answer(subscriber, held);
    }

    private void End(Connection connection, Subscriber subscriber)
    {
        connection.Outbox.Drop(subscriber);
        connection.Usage!.Subscriptions--;
        if (services.Find(subscriber.Feed.Key) is not { } service) return;
        service.Remove(subscriber);
        services.PerhapsUnused(service);
    }
}
