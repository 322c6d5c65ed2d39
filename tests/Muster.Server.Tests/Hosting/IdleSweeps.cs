using Muster.Server.Hosting;

namespace Muster.Server.Tests.Hosting;

/// <summary>Old garbage is swept between storms, and a small heap is left alone.</summary>
public sealed class IdleSweeps
{
    [Theory]
    [InlineData(60, 0, 1, false)]
    [InlineData(65, 0, 1, true)]
    [InlineData(65, 0, 8, false)]
    [InlineData(65, 62, 1, false)]
    [InlineData(500, 471, 1, false)]
    [InlineData(500, 470, 1, true)]
    [InlineData(500, 470, 100, false)]
    [InlineData(300, 500, 0, false)]
    public void An_idle_node_sweeps_old_objects_that_have_grown_by_a_sixteenth(long used, long swept, long allocated, bool due) =>
        Assert.Equal(due, IdleSweep.IsDue(used * 1_000_000, swept * 1_000_000, allocated * 1_000_000));
}
