using Muster.Client.Lists;

namespace Muster.Client.Tests.Lists;

/// <summary>What is logged and counted of the guard: each doubt once when it begins, once when it ends.</summary>
public sealed class GuardActionRules
{
    [Theory]
    // held before, held now, a line of the change
    [InlineData(false, false, null, GuardAction.None)]
    [InlineData(false, false, RemovalCause.Expired, GuardAction.None)]
    [InlineData(false, true, null, GuardAction.Held)]
    [InlineData(true, true, RemovalCause.Deregistered, GuardAction.None)]
    [InlineData(true, false, null, GuardAction.Recovered)]
    [InlineData(true, false, RemovalCause.Deregistered, GuardAction.Recovered)]
    [InlineData(true, false, RemovalCause.Expired, GuardAction.Confirmed)]
    [InlineData(true, false, RemovalCause.Unknown, GuardAction.Confirmed)]
    internal void An_action_is_the_step_from_one_list_to_the_next(bool before, bool now, RemovalCause? removed, GuardAction action)
    {
        InstanceChange[] lines = removed is { } cause ? [new(ChangeKind.Removed, new ServiceInstance(Frames.Listed("a")), cause)] : [];

        Assert.Equal(action, GuardActions.Of(List(before), new ServiceChange(List(now), lines)));
    }

    private static ServiceList List(bool held) =>
        new("orders", [], new ListRevision(1, 1), 0, ListSource.Registry, stale: false, held);
}
