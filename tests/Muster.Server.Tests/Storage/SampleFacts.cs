using Google.Protobuf;
using Muster.Core.Catalog;
using Muster.Core.Watch;
using Muster.Protocol;
using Muster.Server.Storage;

namespace Muster.Server.Tests.Storage;

/// <summary>Facts of all kinds, and the file that holds them.</summary>
internal static class SampleFacts
{
    public static readonly SavedFact[] Few =
    [
        Fact("shop", "orders", "orders-1", "eu-1", 3, session: "2-1", client: "host/orders/17", caller: "anonymous", null),
        Fact("shop", "orders", "orders-2", "", 1, session: "2-2", client: "Käse", caller: "shop", TimeSpan.FromSeconds(30), State.Suspect),
        Fact("test", "billing:v2", "b@1", "us-2", ulong.MaxValue, session: "ffff-1", client: "", caller: "ci", TimeSpan.FromMinutes(10)),
    ];

    /// <summary>Among one that nobody asks: probes of every kind, one of them with a field of a later program.</summary>
    public static readonly SavedFact[] Probed =
    [
        Few[0] with { Probe = new() { Kind = Probe.Types.Kind.Http, Path = "/healthz", IntervalMs = 10_000, TimeoutMs = 1_000, Fall = 3, Rise = 2 } },
        Few[1],
        Few[2] with { Probe = Probe.Parser.ParseFrom(Convert.FromHexString("08032001A00601")) },
        Few[2] with { Listed = Fact("test", "billing:v2", "b@2", "us-2", 1, "", "", "", null).Listed, Probe = new() { Kind = Probe.Types.Kind.Tcp } },
    ];

    public static readonly SavedRemoval[] Gone =
    [
        new(new("shop", "orders"), "orders-0", 9, TimeSpan.FromSeconds(75)),
        new(new("test", "billing:v2"), "b@0", ulong.MaxValue, TimeSpan.Zero),
    ];

    public static SavedFact Fact(
        string @namespace, string service, string id, string zone, ulong incarnation, string session, string client, string caller, TimeSpan? timeToLive,
        State state = State.Healthy)
    {
        var instance = InstanceRules.Encode(new Instance
        {
            Id = id,
            Zone = zone,
            Addresses = { $"http://10.0.0.7:8080/{id.Length}" },
            Weight = 7,
            Metadata = { ["b"] = "2", ["a"] = "1" },
        });
        return new(new(@namespace, service), ListedEntry.Encode(instance, new(state, ""), isProtected: false), incarnation, session, client, caller, timeToLive);
    }

    public static byte[] File(IEnumerable<SavedFact> facts, IEnumerable<SavedRemoval>? removals = null, ulong epoch = 12)
    {
        using var file = new MemoryStream();
        using var writer = new FactWriter(file, epoch);
        foreach (var fact in facts) writer.Write(fact);
        foreach (var removal in removals ?? []) writer.Write(removal);
        writer.Complete();
        return file.ToArray();
    }

    public static SavedFacts Read(byte[] file) => FactReader.Read(new MemoryStream(file));

    /// <summary>A fact in words, for comparison.</summary>
    public static string Told(SavedFact fact) =>
        $"{fact.Service} {fact.Listed.Id} {fact.Listed.Zone} {fact.Incarnation} {fact.Session} {fact.Client} {fact.Caller} {fact.TimeToLive} {fact.Listed.Version:x} {Convert.ToHexString(fact.Probe?.ToByteArray() ?? [])}";
}
