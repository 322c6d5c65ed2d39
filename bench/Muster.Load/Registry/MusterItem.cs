using Muster.Peers;
using Muster.Protocol;

namespace Muster.Load.Registry;

/// <summary>An instance of the workloads as Muster's message: as many bytes as the peers store of one.</summary>
internal static class MusterItem
{
    public const string EventKey = "event";

    private const string FillingKey = "filling";

    public static Registration ToRegistration(this Item item)
    {
        var instance = new Instance { Id = item.Id, Addresses = { $"http://10.{item.Index >> 16 & 255}.{item.Index >> 8 & 255}.{item.Index & 255}:8080" }, Zone = "east" };
        instance.Metadata.Add(EventKey, item.Event.ToString("D10", System.Globalization.CultureInfo.InvariantCulture));
        instance.Metadata.Add(FillingKey, "");
        instance.Metadata[FillingKey] = new string('x', Item.Size - instance.CalculateSize() - 2);   // its two lengths then take a byte more each
        return new() { Service = item.ServiceName, Instance = instance };
    }

    public static InstanceKey ToKey(this Item item) => new() { Service = item.ServiceName, Id = item.Id };
}
