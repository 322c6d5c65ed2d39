using Muster.Core.Catalog;

namespace Muster.Server.Storage;

/// <summary>One removal within a block: <c>namespace service id</c> as texts, incarnation and age (milliseconds) as u64.</summary>
internal static class RemovalRecord
{
    public static void Write(BinaryWriter target, SavedRemoval removal)
    {
        target.Write(removal.Service.Namespace);
        target.Write(removal.Service.Service);
        target.Write(removal.Id);
        target.Write(removal.Incarnation);
        target.Write((ulong)removal.Age.TotalMilliseconds);
    }

    /// <exception cref="InvalidDataException">The bytes are no removal.</exception>
    public static SavedRemoval Read(BinaryReader source)
    {
        try
        {
            return new SavedRemoval(
                new ServiceKey(source.ReadString(), source.ReadString()), source.ReadString(), source.ReadUInt64(), TimeSpan.FromMilliseconds(source.ReadUInt64()));
        }
        catch (Exception fault) when (fault is IOException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException("a removal that cannot be read", fault);
        }
    }
}
