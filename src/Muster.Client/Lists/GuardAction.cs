namespace Muster.Client.Lists;

/// <summary>What <see cref="ShrinkGuard"/> did with a list, as the application sees it.</summary>
internal enum GuardAction
{
    /// <summary>The list passed, or is still held back.</summary>
    None,

    /// <summary>The loss is doubted from now on: what is missing is kept.</summary>
    Held,

    /// <summary>The doubt was right: those that were missing are back, or have said goodbye since.</summary>
    Recovered,

    /// <summary>The loss is believed now.</summary>
    Confirmed,
}

/// <summary>Tells the guard's action from the list before and the change.</summary>
internal static class GuardActions
{
    public static GuardAction Of(ServiceList before, ServiceChange change) => (before.HeldBack, change.List.HeldBack) switch
    {
        (false, true) => GuardAction.Held,
        (true, false) when change.Changes.Any(IsLoss) => GuardAction.Confirmed,
        (true, false) => GuardAction.Recovered,
        _ => GuardAction.None,
    };

    private static bool IsLoss(InstanceChange line) => line.Kind is ChangeKind.Removed && !ShrinkGuard.IsVoluntary(line.Cause);
}
