using BenchmarkDotNet.Attributes;
using Muster.Client;
using Muster.Client.Lists;
using Muster.Core.Catalog;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Bench;

/// <summary>A list of 1,000 instances on its way from the registry's facts to the consumer's look-up.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class ListWork
{
    private const int Instances = 1000;

    private readonly ServiceCache _cache = new();
    private ServiceView _before = null!;
    private ServiceView _after = null!;
    private ServiceSnapshot _snapshot = null!;
    private ServiceDelta _delta = null!;
    private ViewEdit[] _edit = null!;

    [GlobalSetup]
    public void Fill()
    {
        var edits = Enumerable.Range(0, Instances).Select(i => Edit($"instance-{i:0000}", State.Healthy)).ToArray();
        _edit = [Edit("instance-0500", State.Suspect)];
        _before = ServiceView.Empty(new ServiceKey("default", "orders"), new Core.Watch.Revision(1, 0), stale: false).With(edits, stale: false);
        _after = _before.With(_edit, stale: false);

        _snapshot = new ServiceSnapshot { Service = "orders", Revision = _before.Revision.ToWire(), Digest = _before.Digest, Buckets = ListDigest.AllBuckets, Last = true };
        foreach (var entry in _before.Entries) _snapshot.Instances.Add(entry.Decode());
        _delta = Down.Parser.ParseFrom(_after.Encodings.Frames(new WatchAnswer.Delta(_before.Revision))[0].Span).Delta;

        var copy = new ServiceCopy("orders");
        copy.Verified.Apply(_snapshot);
        _cache.Add("orders").Publish(copy.Show(ListSource.Registry, TimeSpan.Zero)!);
    }

    /// <summary>One change: the next list, its digest and its memory of changes.</summary>
    [Benchmark]
    public object PublishOneChange() => _before.With(_edit, stale: false);

    /// <summary>Once a publication, whatever the number of subscribers.</summary>
    [Benchmark]
    public object EncodeOneDelta() => new ViewEncodings(_after).Frames(new WatchAnswer.Delta(_before.Revision));

    [Benchmark]
    public object EncodeTheSnapshot() => new ViewEncodings(_before).Frames(new WatchAnswer.Snapshot(ListDigest.AllBuckets));

    /// <summary>What one instance adds to the digest of its list.</summary>
    [Benchmark]
    public ulong DigestOneInstance() => ListDigest.Entry("instance-0500", 7);

    /// <summary>From nothing to a proven list, and one delta on it.</summary>
    [Benchmark]
    public object ApplySnapshotAndDelta()
    {
        var list = new VerifiedList("orders");
        list.Apply(_snapshot);
        return list.Apply(_delta);
    }

    /// <summary>What every call of an application costs: nothing on the heap.</summary>
    [Benchmark]
    public object? GetAndFind() => _cache.Get("orders").Current.Find("instance-0500");

    private static ViewEdit Edit(string id, State state)
    {
        var instance = new Instance { Id = id, Addresses = { "http://10.0.0.1:8080" }, Zone = "a", Metadata = { ["payload"] = new string('x', 220) } };
        return new ViewEdit(ListedEntry.Encode(InstanceRules.Encode(instance), new(state, ""), isProtected: false));
    }
}
