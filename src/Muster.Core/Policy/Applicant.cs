using System.Net;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Protocol;

namespace Muster.Core.Policy;

/// <summary>An instance that wants to be registered, and what is known of whoever wants it.</summary>
/// <param name="service">Where it wants to be listed.</param>
/// <param name="instance">What its process says of it.</param>
/// <param name="caller">Whose credential the process showed.</param>
/// <param name="peer">Where it connects from, <c>ADDRESS:PORT</c>; empty where that is not known.</param>
/// <param name="restored">Known from before the node's start: its process has not been heard since, so some things are not known yet.</param>
internal sealed class Applicant(ServiceKey service, Instance instance, Caller caller, string peer, bool restored)
{
    private IReadOnlyList<Host>? _hosts;

    public ServiceKey Service { get; } = service;

    public Caller Caller { get; } = caller;

    /// <summary>What is not known of it will be when its process is back.</summary>
    public bool Restored { get; } = restored;

    public IPAddress? Peer { get; } = PeerAddress.Of(peer);

    /// <summary>Where consumers would be sent to.</summary>
    public IReadOnlyList<Host> Hosts => _hosts ??= [.. instance.Addresses.Select(Host.Of)];

    public string? Label(string key) => instance.Metadata.TryGetValue(key, out var value) ? value : null;
}

/// <summary>The host of an address: a name, and where that is one, an IP address.</summary>
internal readonly record struct Host(string Name, IPAddress? Address)
{
    public static Host Of(string address)
    {
        var name = new Uri(address).IdnHost;
        return new(name, IPAddress.TryParse(name, out var ip) ? PeerAddress.Plain(ip) : null);
    }
}
