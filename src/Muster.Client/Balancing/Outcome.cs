namespace Muster.Client.Balancing;

/// <summary>What a call came to, as far as it tells of the instance.</summary>
internal enum Outcome
{
    Succeeded,
    Failed,

    /// <summary>Given up by the caller: says nothing of the instance.</summary>
    Cancelled,
}
