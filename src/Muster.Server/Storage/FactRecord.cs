using Muster.Core.Catalog;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Server.Storage;

/// <summary>
/// One fact within a block: <c>namespace service id zone session client caller</c> as texts, incarnation and time to live
/// (milliseconds, 0 for none) as u64, the state (1 healthy, 3 suspect) as a byte, and the provider's own encoded instance.
/// </summary>
internal static class FactRecord
{
    /// <summary>No instance is larger: a frame holds it whole.</summary>
    private const int InstanceBytes = Limits.FrameBytes;

    public static void Write(BinaryWriter target, SavedFact fact)
    {
        target.Write(fact.Service.Namespace);
        target.Write(fact.Service.Service);
        target.Write(fact.Listed.Id);
        target.Write(fact.Listed.Zone);
        target.Write(fact.Session);
        target.Write(fact.Client);
        target.Write(fact.Caller);
        target.Write(fact.Incarnation);
        target.Write((ulong)(fact.TimeToLive?.TotalMilliseconds ?? 0));
        target.Write((byte)fact.Listed.State);
        target.Write((uint)fact.Listed.Instance.Length);
        target.Write(fact.Listed.Instance);
    }

    /// <exception cref="InvalidDataException">The bytes are no fact.</exception>
    public static SavedFact Read(BinaryReader source)
    {
        try
        {
            var service = new ServiceKey(source.ReadString(), source.ReadString());
            var id = source.ReadString();
            source.ReadString();   // the zone, which the instance tells too
            var (session, client, caller) = (source.ReadString(), source.ReadString(), source.ReadString());
            var (incarnation, milliseconds) = (source.ReadUInt64(), source.ReadUInt64());
            var state = (State)source.ReadByte();
            if (state is not (State.Healthy or State.Suspect)) throw new InvalidDataException($"an instance in state {state}");
            var length = source.ReadUInt32();
            if (length > InstanceBytes) throw new InvalidDataException($"an instance of {length} bytes");

            var instance = source.ReadBytes((int)length);
            if (instance.Length != length) throw new InvalidDataException("an instance that ends early");

            var listed = ListedEntry.Encode(instance, new(state, ""), isProtected: false);
            if (!listed.HasId(id)) throw new InvalidDataException("an instance under another id than its own");

            return new SavedFact(
                service, listed, incarnation, session, client, caller,
                milliseconds == 0 ? null : TimeSpan.FromMilliseconds(milliseconds));
        }
        catch (Exception fault) when (fault is IOException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException("a fact that cannot be read", fault);
        }
    }
}
