using System.Numerics;

namespace Muster.Core.Catalog;

/// <summary>A list that grows piece by piece. Of such there are many, and they hold most of the memory.</summary>
/// <remarks>
/// Growing copies nothing but a first small piece, so a place stays where it is, no array is left behind as garbage, and at most
/// one piece is waiting to be filled.
/// </remarks>
/// <param name="size">Of a piece; a power of two.</param>
internal sealed class Pieces<T>(int size)
{
    private readonly int _shift = BitOperations.Log2((uint)size);
    private T[][] _pieces = [];

    public int Count { get; private set; }

    public ref T this[int place] => ref _pieces[place >> _shift][place & (size - 1)];

    public int Add(T item)
    {
        if (Count == 0 && _pieces.Length == 0) _pieces = [new T[1]];
        else if (Count < size && Count == _pieces[0].Length) Array.Resize(ref _pieces[0], 2 * Count);
        else if (Count % size == 0 && Count > 0) AddPiece(Count / size);
        this[Count] = item;
        return Count++;
    }

    public void RemoveLast()
    {
        this[--Count] = default!;
        if (Count % size == 0 && Count > 0) _pieces[Count / size] = null!;
    }

    private void AddPiece(int number)
    {
        if (number == _pieces.Length) Array.Resize(ref _pieces, number + Math.Max(1, number / 4));
        _pieces[number] = new T[size];
    }
}
