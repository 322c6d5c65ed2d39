namespace Muster.Client;

/// <summary>What a request to a balanced service can say, and what can be read from it afterwards.</summary>
public static class MusterHttp
{
    /// <summary>Set it before sending: where the policy is <c>consistent-hash</c>, the same key goes to the same instance.</summary>
    public static HttpRequestOptionsKey<string> Key { get; } = new("Muster.Key");

    /// <summary>Read it after the answer, from the request: the instance that was called last.</summary>
    public static HttpRequestOptionsKey<ServiceInstance> Instance { get; } = new("Muster.Instance");
}
