namespace Muster.Client;

/// <summary>The shorter ways to pick.</summary>
public static class ServiceDirectoryExtensions
{
    /// <summary>An instance to call, by the service's policy.</summary>
    /// <exception cref="MusterException">The service was not subscribed to, or has nobody to call; the message says why.</exception>
    public static Picked Pick(this IServiceDirectory directory, string service) => directory.Pick(service, key: [], except: []);

    /// <summary>An instance to call; the same key goes to the same one where the policy is <c>consistent-hash</c>.</summary>
    /// <exception cref="MusterException">The service was not subscribed to, or has nobody to call; the message says why.</exception>
    public static Picked Pick(this IServiceDirectory directory, string service, ReadOnlySpan<char> key) => directory.Pick(service, key, except: []);
}
