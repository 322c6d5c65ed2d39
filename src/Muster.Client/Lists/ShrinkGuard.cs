namespace Muster.Client.Lists;

/// <summary>Doubts a list that lost too much without anyone's word: what is missing is kept until the loss is confirmed.</summary>
/// <remarks>
/// A loss is voluntary when its cause is a goodbye, a drain, an operator or a policy; such losses pass at once, the last
/// instance included. Involuntary losses that empty the list, or take more than 40 % of what is shown, wait 30 s.
/// As long as the registry calls the list stale, every involuntary loss waits: it is the registry that lacks something.
/// </remarks>
internal static class ShrinkGuard
{
    public const int Percent = 40;
    public static readonly TimeSpan Confirmation = TimeSpan.FromSeconds(30);

    /// <summary>Whether the missing are to be kept.</summary>
    /// <param name="shown">How many instances the application sees now.</param>
    /// <param name="lost">How many of them left involuntarily.</param>
    /// <param name="remaining">How many would be left.</param>
    /// <param name="stale">The registry says that its own knowledge is incomplete.</param>
    /// <param name="doubted">How long this loss has been doubted.</param>
    public static bool Holds(int shown, int lost, int remaining, bool stale, TimeSpan doubted)
    {
        if (lost == 0) return false;
        var tooMuch = remaining == 0 || lost * 100 > shown * Percent;
        return stale || (tooMuch && doubted < Confirmation);
    }

    public static bool IsVoluntary(RemovalCause cause) => cause is
        RemovalCause.Deregistered or RemovalCause.Drained or RemovalCause.Disabled or RemovalCause.Policy or RemovalCause.Replaced or RemovalCause.Buried;
}
