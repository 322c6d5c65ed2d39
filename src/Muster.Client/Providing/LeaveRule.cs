namespace Muster.Client.Providing;

/// <summary>How long a provider serves on once its goodbye was answered, or was not.</summary>
internal static class LeaveRule
{
    /// <summary>For a call whose instance was picked just before the list changed, and that is still on its way.</summary>
    public static readonly TimeSpan CallsOnTheirWay = TimeSpan.FromMilliseconds(500);

    /// <summary>For consumers who never say that they have heard: those who are told, and those who come and read.</summary>
    public static readonly TimeSpan Uncovered = TimeSpan.FromSeconds(2);

    /// <param name="receipt">Who may still call; null when nothing is known.</param>
    /// <param name="left">What is left of <see cref="ProviderOptions.LeaveFor"/>.</param>
    public static TimeSpan Grace(LeaveReceipt? receipt, TimeSpan left)
    {
        var wanted = receipt switch
        {
            null or { EveryoneKnows: false } => left,
            { Uncovered: > 0 } or { Pollers.Count: > 0 } => Uncovered,
            _ => CallsOnTheirWay,
        };
        return wanted < left ? wanted : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
