using Muster.Protocol;

namespace Muster.Core.Access;

/// <summary>What a rule is about: a name, or the beginning of one followed by <c>*</c>.</summary>
internal static class AccessPattern
{
    /// <summary>The faults of a pair of patterns, each beginning with the word for its field.</summary>
    public static IEnumerable<string> FaultsIn(string @namespace, string service)
    {
        if (!IsPattern(@namespace, Names.FaultInNamespace)) yield return $"Namespace: {Names.Quote(@namespace)} is neither a namespace nor the beginning of one followed by *.";
        if (!IsPattern(service, Names.FaultInService)) yield return $"Service: {Names.Quote(service)} is neither a service name nor the beginning of one followed by *.";
    }

    /// <summary>The beginning of a name may end where a name may not, such as in a hyphen.</summary>
    private static bool IsPattern(string pattern, Func<string, string?> faultIn) =>
        pattern == "*" || faultIn(pattern.EndsWith('*') ? pattern[..^1] + "0" : pattern) is null;
}
