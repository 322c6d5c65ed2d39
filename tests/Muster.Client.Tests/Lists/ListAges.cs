using Muster.Client.Lists;
using Muster.Client.Sessions;
using Muster.Client.Tests.Hosting;

namespace Muster.Client.Tests.Lists;

/// <summary>How long ago the registry last stood by a list.</summary>
public sealed class ListAges
{
    [Theory]
    [InlineData(ListSource.Nothing, ConnectionState.Connected, null)]
    [InlineData(ListSource.Registry, ConnectionState.Connected, 0.0)]
    [InlineData(ListSource.Registry, ConnectionState.Disconnected, 20.0)]
    [InlineData(ListSource.Registry, ConnectionState.Rejected, 20.0)]
    [InlineData(ListSource.Snapshot, ConnectionState.Connected, 3600.0)]
    [InlineData(ListSource.Snapshot, ConnectionState.Disconnected, 3600.0)]
    public void It_is_by_the_connection_and_for_a_file_by_the_calendar(ListSource source, ConnectionState state, double? seconds) =>
        Assert.Equal(seconds, Of(source, state, Known.SavedAt + TimeSpan.FromHours(1))?.TotalSeconds);

    [Fact]
    public void A_clock_that_was_set_back_makes_nothing_younger_than_now() =>
        Assert.Equal(TimeSpan.Zero, Of(ListSource.Snapshot, ConnectionState.Connected, Known.SavedAt - TimeSpan.FromDays(1)));

    private static TimeSpan? Of(ListSource source, ConnectionState state, DateTimeOffset wall) =>
        ListAge.Of(Known.List("orders", source), new ClientStanding(state, "", TimeSpan.FromSeconds(10)), TimeSpan.FromSeconds(30), wall);
}
