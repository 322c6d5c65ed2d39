namespace Muster.Client;

/// <summary>What a request to a balanced service can say, and what can be read from it afterwards.</summary>
public static class MusterHttp
{
    /// <summary>Set it before sending: where the policy is <c>consistent-hash</c>, the same key goes to the same instance.</summary>
    public static HttpRequestOptionsKey<string> Key { get; } = new("Muster.Key");

    /// <summary>
    /// Set it before sending: what the request asks for, such as <c>/orders/{number}</c>. With the method it is the name that
    /// the call is counted under; without it, the method is. A name of the interface, never the path with its values: each
    /// instance has at most 99.
    /// </summary>
    public static HttpRequestOptionsKey<string> Api { get; } = new("Muster.Api");

    /// <summary>Read it after the answer, from the request: the instance that was called last.</summary>
    public static HttpRequestOptionsKey<ServiceInstance> Instance { get; } = new("Muster.Instance");
}
