using Muster.Protocol;

namespace Muster.Client.Outcomes;

/// <summary>The counts that one report tells.</summary>
internal sealed record Taken(List<CallCounts> Answered, List<CallCounts> Made)
{
    public static Taken Nothing => new([], []);
}
