using Muster.Core.Catalog;
using Muster.Protocol;

namespace Muster.Server.Control;

/// <summary>How instances without a process are kept: <c>v1/persistent/NAMESPACE/SERVICE/ID</c>, and a <see cref="PersistentInstance"/> as the value.</summary>
internal static class PersistentRecord
{
    public const string All = "v1/persistent/";

    public static string Of(string @namespace) => $"{All}{@namespace}/";

    public static string Of(ServiceKey service, string id) => $"{Of(service.Namespace)}{service.Service}/{id}";

    /// <summary>Null for a key of something else.</summary>
    public static (ServiceKey Service, string Id)? KeyOf(string key) =>
        key.StartsWith(All, StringComparison.Ordinal) && key[All.Length..].Split('/') is [var @namespace, var service, var id]
            ? (new(@namespace, service), id)
            : null;

    public static PersistentInstance WordsOf(ControlEntry entry) => PersistentInstance.Parser.ParseFrom(entry.Value.Span);

    /// <summary>Where it answers, for the audit; empty where there is none.</summary>
    public static string TextOf(ReadOnlyMemory<byte>? value) => value is { } words ? string.Join(' ', PersistentInstance.Parser.ParseFrom(words.Span).Instance.Addresses) : "";

    /// <summary>What the registry is told of changes.</summary>
    public static IReadOnlyList<PersistentChange> In(IEnumerable<ControlChange> changes)
    {
        var persistent = new List<PersistentChange>();
        foreach (var change in changes)
            if (KeyOf(change.Key) is var (service, id)) persistent.Add(new(service, id, change.Entry is { } entry ? WordsOf(entry) : null));
        return persistent;
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PersistentChange> In(ControlImage image) => In(image.Range(All).Select(entry => new ControlChange(entry.Key, entry)));
}
