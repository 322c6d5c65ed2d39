using System.Net;
using Muster.Protocol;

namespace Muster.Client.Providing;

/// <summary>Turns what a server is bound to into what consumers are told. First match wins.</summary>
/// <remarks>
/// "Everywhere" becomes: the configured host; else this machine's address in the first preferred network that has one; else
/// the address that the registry saw. Told are then, each once: addresses in preferred networks, in the order of the
/// preference; the others in the order of binding. What only this machine reaches is told only where there is nothing else.
/// </remarks>
/// <param name="Host">Configured, in place of "everywhere"; empty for none.</param>
internal sealed record AdvertisedAddresses(string Host, IReadOnlyList<IPNetwork> Prefer, IReadOnlyList<InterfaceAddress> Interfaces)
{
    /// <summary>Whether only the registry can tell how one of these is reached.</summary>
    public bool NeedSeen(IEnumerable<BoundEndpoint> bound) => bound.Any(one => one.IsEverywhere && Place(one, seen: null) is null);

    /// <param name="seen">This machine as the registry saw it; null for not known.</param>
    public IReadOnlyList<string> Of(IEnumerable<BoundEndpoint> bound, IPAddress? seen)
    {
        var placed = bound.Select(one => one.IsEverywhere ? Place(one, seen) : one).OfType<BoundEndpoint>().Distinct().ToList();
        var reachable = placed.Exists(one => !one.IsLocal) ? placed.FindAll(one => !one.IsLocal) : placed;
        return [.. reachable.OrderBy(Rank).Take(Limits.Addresses).Select(one => one.ToString())];
    }

    private BoundEndpoint? Place(BoundEndpoint everywhere, IPAddress? seen)
    {
        if (Host.Length > 0) return everywhere.At(Host);
        if (Preferred(everywhere) is { } preferred) return everywhere.At(preferred);
        return seen is not null && everywhere.Answers(seen) ? everywhere.At(seen) : null;
    }

    /// <summary>Of several in one network, bridges to containers come last, and the lowest address is taken: the same after every start.</summary>
    private IPAddress? Preferred(BoundEndpoint everywhere) =>
        Prefer.SelectMany(network => Interfaces
            .Where(one => network.Contains(one.Ip) && everywhere.Answers(one.Ip))
            .OrderBy(one => one.IsBridge)
            .ThenBy(one => Convert.ToHexString(one.Ip.GetAddressBytes()), StringComparer.Ordinal)
            .Select(one => one.Ip)).FirstOrDefault();

    private int Rank(BoundEndpoint told)
    {
        for (var rank = 0; told.Ip is { } ip && rank < Prefer.Count; rank++)
            if (Prefer[rank].Contains(ip))
                return rank;
        return Prefer.Count;
    }
}
