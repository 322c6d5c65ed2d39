using Google.Protobuf;
using Muster.Protocol;

namespace Muster.Server.Storage;

/// <summary>How detectors ask an instance, behind its fact: the length as u32, and the encoded probe. What a later program put into it is kept.</summary>
internal static class ProbeRecord
{
    /// <summary>No probe is larger: a frame holds it whole.</summary>
    private const int ProbeBytes = Limits.FrameBytes;

    public static void Write(BinaryWriter target, Probe probe)
    {
        var encoded = probe.ToByteArray();
        target.Write((uint)encoded.Length);
        target.Write(encoded);
    }

    /// <exception cref="InvalidDataException">The bytes are no probe.</exception>
    public static Probe Read(BinaryReader source)
    {
        try
        {
            var length = source.ReadUInt32();
            if (length > ProbeBytes) throw new InvalidDataException($"a probe of {length} bytes");

            var encoded = source.ReadBytes((int)length);
            return encoded.Length == length ? Probe.Parser.ParseFrom(encoded) : throw new InvalidDataException("a probe that ends early");
        }
        catch (IOException fault)
        {
            throw new InvalidDataException("a probe that cannot be read", fault);
        }
    }
}
