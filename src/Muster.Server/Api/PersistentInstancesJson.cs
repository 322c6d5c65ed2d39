using System.ComponentModel;
using Muster.Protocol;

namespace Muster.Server.Api;

[Description("The instances of a namespace that operators registered: no process speaks for them.")]
internal sealed record PersistentInstancesJson(string Namespace, [property: Description("Sorted by service and id.")] IReadOnlyList<PersistentInstanceJson> Instances)
{
    public static PersistentInstancesJson Of(string @namespace, IEnumerable<KeptInstance> instances) => new(@namespace, [.. instances.Select(PersistentInstanceJson.Of)]);
}

[Description("An instance that an operator registered.")]
internal sealed record PersistentInstanceJson(
    string Service, string Id, ProviderJson Instance, string Reason,
    [property: Description("The caller's name, by his credential.")] string Author,
    DateTimeOffset At,
    [property: Description("How detectors ask it: tcp, http:PATH or grpc:SERVICE; null where nobody does.")] string? Probe)
{
    public static PersistentInstanceJson Of(KeptInstance kept) => new(
        kept.Service, kept.Persistent.Instance.Id, ProviderJson.Of(kept.Persistent.Instance), kept.Persistent.Reason, kept.Persistent.Author,
        DateTimeOffset.FromUnixTimeMilliseconds(kept.Persistent.AtMs), ProbeWords.Of(kept.Persistent.Probe));
}

[Description("What is said of an instance that no process speaks for.")]
internal sealed record PersistentEditJson(
    [property: Description("1 to 8 absolute URIs; the first is preferred.")] IReadOnlyList<string> Addresses,
    [property: Description("For whoever finds this later: 1 to 200 characters.")] string Reason,
    string? Zone = null,
    string? Unit = null,
    [property: Description("Its share of the calls, 0 to 10000; 100 when absent.")] uint? Weight = null,
    [property: Description("At most 64 keys and 8 KB.")] IReadOnlyDictionary<string, string>? Metadata = null,
    [property: Description("How detectors may ask it, at its first address, whether it is there; nobody does when absent.")] ProbeJson? Probe = null);

[Description("An instance without a process was registered or changed.")]
internal sealed record PersistentAnswerJson(
    [property: Description("Of the edit, among all control data.")] ulong Revision,
    [property: Description("What the admission policy makes of it: allowed, quarantined or denied.")] string Admission)
{
    public static PersistentAnswerJson Of(PutPersistentResponse answer) => new(answer.Revision, ApiJson.Word(answer.Admission));
}
