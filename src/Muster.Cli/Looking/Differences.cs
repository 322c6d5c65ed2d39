using Muster.Client;

namespace Muster.Cli.Looking;

/// <summary>What consumers get of an instance otherwise than before, named as <c>muster set</c> names it.</summary>
internal static class Differences
{
    /// <summary>But for address and state, which stand on every line. What is gone has no value; empty: nothing is.</summary>
    public static string Between(ServiceInstance before, ServiceInstance now) => string.Join(' ', Of(before, now));

    private static IEnumerable<string> Of(ServiceInstance before, ServiceInstance now)
    {
        if (before.Weight != now.Weight) yield return $"weight={now.Weight}";
        if (before.Zone != now.Zone) yield return $"zone={now.Zone}";
        if (before.Unit != now.Unit) yield return $"unit={now.Unit}";
        foreach (var key in before.Metadata.Keys.Union(now.Metadata.Keys).Order(StringComparer.Ordinal))
            if (before.Metadata.GetValueOrDefault(key) is var was && now.Metadata.GetValueOrDefault(key) is var becomes && was != becomes) yield return $"label.{key}={becomes}";
    }
}
