namespace Muster.Client;

/// <summary>Who answers a service. The seam between an application and the registry; in tests, put your own behind it.</summary>
public interface IServiceDirectory
{
    /// <summary>The newest list of a service that was subscribed to. Never waits, never allocates.</summary>
    /// <exception cref="MusterException">The service was not subscribed to.</exception>
    ServiceList Get(string service);

    /// <summary>
    /// The list now, then every change of it, until cancelled. A slow reader gets fewer and larger changes; none is lost.
    /// </summary>
    /// <exception cref="MusterException">The service was not subscribed to.</exception>
    IAsyncEnumerable<ServiceChange> WatchAsync(string service, CancellationToken cancel = default);

    /// <summary>An instance to call that is none of those given, unless there is no other; for trying a failed call again.</summary>
    /// <param name="key">Where the policy is <c>consistent-hash</c>, the same key goes to the same instance; empty: by chance.</param>
    /// <exception cref="MusterException">The service was not subscribed to, or has nobody to call; the message says why.</exception>
    Picked Pick(string service, ReadOnlySpan<char> key, ReadOnlySpan<ServiceInstance> except);
}
