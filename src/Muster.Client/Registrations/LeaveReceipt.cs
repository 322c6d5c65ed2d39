using Muster.Protocol;

namespace Muster.Client;

/// <summary>What the registry says of those who might still call an instance that has left.</summary>
/// <param name="Stragglers">Clients that have not put a list without it to use, as far as they are named: 20 at most.</param>
/// <param name="MoreStragglers">Those beyond the named ones.</param>
/// <param name="Uncovered">Streams that never say which list they use: they were told, and nothing more is known.</param>
public sealed record LeaveReceipt(IReadOnlyList<string> Stragglers, int MoreStragglers, int Uncovered)
{
    /// <summary>Those who have read the list within the last minute without following it, each as <c>caller at address</c>, 20 at most: nobody can tell which list they use.</summary>
    public IReadOnlyList<string> Pollers { get; init; } = [];

    /// <summary>There were other readers than those named.</summary>
    public bool MorePollers { get; init; }

    /// <summary>Every consumer that says which list it uses, uses one without the instance.</summary>
    public bool EveryoneKnows => Stragglers.Count == 0;

    internal static LeaveReceipt Of(Departed departed) => new([.. departed.Stragglers], (int)departed.MoreStragglers, (int)departed.Uncovered)
    {
        Pollers = [.. departed.Pollers], MorePollers = departed.MorePollers,
    };
}
