using Muster.Client.Providing;

namespace Muster.Client.Tests.Providing;

/// <summary>How long a provider serves on after its goodbye.</summary>
public sealed class LeaveRules
{
    private static readonly LeaveReceipt Known = new([], 0, 0), Partly = new([], 0, 3), Stragglers = new(["slow"], 0, 0), Read = Known with { Pollers = ["billing at 10.0.0.7"] };

    public static TheoryData<LeaveReceipt?, double, double> Cases => new()
    {
        { Known, 4.9, 0.5 },
        { Known, 0.2, 0.2 },
        { Partly, 4.9, 2 },
        { Partly, 1, 1 },
        { Read, 4.9, 2 },
        { Stragglers, 0.1, 0.1 },
        { Stragglers, -0.1, 0 },
        { null, 4, 4 },
        { null, -2, 0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_depends_on_who_may_still_call_and_on_what_is_left(LeaveReceipt? receipt, double left, double grace) =>
        Assert.Equal(TimeSpan.FromSeconds(grace), LeaveRule.Grace(receipt, TimeSpan.FromSeconds(left)));
}
