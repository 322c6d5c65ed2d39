using System.Collections;
using Muster.Core.Catalog;

namespace Muster.Core.Sessions;

/// <summary>The instances that a session holds, in no order that means anything.</summary>
/// <remarks>Each fact knows its place here, so that nothing has to be looked for, and no ids are kept.</remarks>
internal sealed class Holdings : IReadOnlyCollection<InstanceRef>
{
    private const int PieceSize = 128;

    private readonly Pieces<FactPlace> _held = new(PieceSize);

    public int Count => _held.Count;

    /// <summary>False: it was held already.</summary>
    public bool Add(Service service, int slot)
    {
        ref var fact = ref service.At(slot);
        if (fact.Place >= 0) return false;
        fact = fact with { Place = _held.Add(new(service, slot)) };
        return true;
    }

    /// <summary>False: it was not held.</summary>
    public bool Remove(Service service, int slot)
    {
        ref var fact = ref service.At(slot);
        var place = fact.Place;
        if (place < 0) return false;

        var last = _held[Count - 1];
        ref var moved = ref last.Service.At(last.Slot);
        moved = moved with { Place = place };
        _held[place] = last;
        _held.RemoveLast();
        fact = fact with { Place = -1 };
        return true;
    }

    /// <summary>A copy of all, as they are now.</summary>
    public FactPlace[] Slots()
    {
        var slots = new FactPlace[Count];
        for (var place = 0; place < slots.Length; place++) slots[place] = _held[place];
        return slots;
    }

    public IEnumerator<InstanceRef> GetEnumerator()
    {
        for (var place = 0; place < _held.Count; place++)
            if (_held[place] is var (service, slot)) yield return new(service, service.At(slot).Listed.Id);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Where the fact of an instance stands that a session holds.</summary>
internal readonly record struct FactPlace(Service Service, int Slot);
