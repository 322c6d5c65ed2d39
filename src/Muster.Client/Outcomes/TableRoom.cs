namespace Muster.Client.Outcomes;

/// <summary>How many APIs, of all instances together, may still be counted apart.</summary>
internal sealed class TableRoom(int size)
{
    private int _left = size;

    public bool TryTake()
    {
        if (Volatile.Read(ref _left) <= 0) return false;
        if (Interlocked.Decrement(ref _left) >= 0) return true;
        Interlocked.Increment(ref _left);
        return false;
    }

    public void GiveBack(int places) => Interlocked.Add(ref _left, places);
}
