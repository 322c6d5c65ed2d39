using Google.Protobuf;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>A frame of registrations, read.</summary>
/// <param name="Request">Echoed in the answer.</param>
internal sealed record Candidates(ulong Request, Candidate[] All);

/// <summary>
/// Reads frames of registrations without making messages of them: an instance that is in the form in which it is kept is
/// checked where it lies and copied once.
/// </summary>
/// <remarks>Called by the readers of all connections at once, so that the registry's loop finds the work done.</remarks>
internal sealed class CandidateReader
{
    private const byte RegisterTag = 0x12;                                          // field 2 of Up
    private const byte RequestTag = 0x08, RegistrationTag = 0x12;                   // of Register
    private const byte ServiceTag = 0x0A, InstanceTag = 0x12, IncarnationTag = 0x18; // of Registration

    private readonly NamePool _names = new();

    /// <summary>Null for another frame, and for one of registrations that is not put together the usual way: the general parser knows it.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is no frame at all.</exception>
    public Candidates? Read(ReadOnlySpan<byte> frame)
    {
        var rest = frame;
        if (!Varint.TryTake(ref rest, RegisterTag, out var body) || !rest.IsEmpty) return null;
        if (!TryTakeNumber(ref body, RequestTag, out var request)) return null;
        if (CountIn(body) is not ({ } count and <= Limits.Batch)) return null;

        var all = new Candidate[count];
        for (var at = 0; at < count; at++)
        {
            Varint.TryTake(ref body, RegistrationTag, out var registration);
            all[at] = OfUsual(registration) ?? Candidate.Of(Registration.Parser.ParseFrom(registration));
        }

        return new(request, all);
    }

    private static int? CountIn(ReadOnlySpan<byte> registrations)
    {
        var count = 0;
        while (Varint.TryTake(ref registrations, RegistrationTag, out _)) count++;
        return registrations.IsEmpty ? count : null;
    }

    /// <summary>Null for what must be looked at more closely: not everything that is right is usual, and a fault takes words.</summary>
    private Candidate? OfUsual(ReadOnlySpan<byte> registration)
    {
        if (!Varint.TryTake(ref registration, ServiceTag, out var service)
            || !Varint.TryTake(ref registration, InstanceTag, out var instance)
            || !TryTakeNumber(ref registration, IncarnationTag, out var incarnation)
            || !registration.IsEmpty
            || !UsualInstance.TryRead(instance, _names, out var id)) return null;

        var name = _names.Of(service);
        return Names.FaultInService(name) is null ? Candidate.Accepted(name, id, incarnation, instance) : null;
    }

    /// <summary>A number that may be left out where it is 0.</summary>
    private static bool TryTakeNumber(ref ReadOnlySpan<byte> source, byte tag, out ulong value)
    {
        value = 0;
        if (source.IsEmpty || source[0] != tag) return true;
        source = source[1..];
        return Varint.TryRead(ref source, out value);
    }
}
