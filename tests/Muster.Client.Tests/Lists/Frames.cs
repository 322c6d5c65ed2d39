using Google.Protobuf;
using Muster.Protocol;

namespace Muster.Client.Tests.Lists;

/// <summary>Frames about lists, as a registry makes them.</summary>
internal static class Frames
{
    public static Listed Listed(string id, int version = 0, State state = State.Healthy)
    {
        var listed = new Listed { Instance = new Instance { Id = id, Addresses = { $"http://10.0.0.7:{8000 + version}" } }, State = state };
        listed.Version = XxHash64.Hash(listed.ToByteArray(), 0);
        return listed;
    }

    public static ulong Digest(IEnumerable<Listed> list) =>
        list.Aggregate(0UL, (sum, one) => sum + ListDigest.Entry(one.Instance.Id, one.Version));

    public static ServiceSnapshot Snapshot(ulong sequence, params Listed[] list) => Pages(sequence, 1, list).Single();

    public static ServiceSnapshot[] Pages(ulong sequence, int pages, IReadOnlyList<Listed> list, ulong epoch = 1) =>
    [
        .. list.Chunk(Math.Max(1, (list.Count + pages - 1) / pages)).DefaultIfEmpty([]).Select((some, page) => new ServiceSnapshot
        {
            Service = "orders", Revision = new Revision { Epoch = epoch, Sequence = sequence }, Digest = Digest(list), Buckets = ListDigest.AllBuckets,
            Page = (uint)page, Last = page == pages - 1, Instances = { some },
        }),
    ];

    /// <summary>From one list to another.</summary>
    public static ServiceDelta Delta(ulong from, ulong to, IEnumerable<Listed> after, IEnumerable<Listed> changed, params (string Id, Cause Cause)[] removed) => new()
    {
        Service = "orders", From = new Revision { Epoch = 1, Sequence = from }, To = new Revision { Epoch = 1, Sequence = to },
        Digest = Digest(after), Changed = { changed }, Removed = { removed.Select(one => new Removal { Id = one.Id, Cause = one.Cause }) },
    };
}
