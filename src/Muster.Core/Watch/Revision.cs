namespace Muster.Core.Watch;

/// <summary>Orders the lists of one service at one node: the node's start counter, then a count of published changes.</summary>
internal readonly record struct Revision(ulong Epoch, ulong Sequence)
{
    public Revision Next => this with { Sequence = Sequence + 1 };

    public override string ToString() => $"{Epoch}.{Sequence}";

    public static Revision Of(Protocol.Revision? wire) => wire is null ? default : new(wire.Epoch, wire.Sequence);

    public Protocol.Revision ToWire() => new() { Epoch = Epoch, Sequence = Sequence };
}
