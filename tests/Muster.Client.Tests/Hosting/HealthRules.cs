using Microsoft.Extensions.Diagnostics.HealthChecks;
using Muster.Client.Hosting;
using Muster.Client.Sessions;

namespace Muster.Client.Tests.Hosting;

/// <summary>What the host's health page says of the client.</summary>
public sealed class HealthRules
{
    private static readonly ServiceList Told = Known.List("orders", ListSource.Registry);
    private static readonly ServiceList Saved = Known.List("stock", ListSource.Snapshot);
    private static readonly ServiceList Unknown = Known.List("users", ListSource.Nothing);

    [Fact]
    public void Exact_lists_are_healthy() =>
        Assert.Equal((HealthStatus.Healthy, "Connected; 1 service followed."), Of(ConnectionState.Connected, Told));

    [Fact]
    public void Whoever_only_provides_is_healthy_while_connected_and_degraded_otherwise()
    {
        Assert.Equal(HealthStatus.Healthy, Of(ConnectionState.Connected).Status);
        Assert.Equal((HealthStatus.Degraded, "No registry for 90 s: reset."), Of(ConnectionState.Disconnected));
    }

    [Fact]
    public void Remembered_lists_are_degraded_and_say_from_where_they_come() =>
        Assert.Equal(
            (HealthStatus.Degraded, "No registry for 90 s: reset. Lists as last heard: orders. Lists from the snapshot: stock (2026-01-02 03:04:05Z)."),
            Of(ConnectionState.Disconnected, Saved, Told));

    [Fact]
    public void A_list_that_the_guard_doubts_is_degraded() =>
        Assert.Equal(
            (HealthStatus.Degraded, "Instances vanished without a word; the lists from before are kept until that is confirmed: orders."),
            Of(ConnectionState.Connected, Known.List("orders", ListSource.Registry, held: true)));

    [Theory]
    [InlineData(ConnectionState.Connected, "Nothing has ever been known of users.")]
    [InlineData(ConnectionState.Disconnected, "No registry for 90 s: reset. Nothing has ever been known of users.")]
    public void A_service_that_has_never_been_known_is_unhealthy(ConnectionState state, string words) =>
        Assert.Equal((HealthStatus.Unhealthy, words), Of(state, Told, Unknown));

    [Fact]
    public void A_client_that_has_given_up_is_unhealthy_and_says_why() =>
        Assert.Equal((HealthStatus.Unhealthy, "reset"), Of(ConnectionState.Rejected, Told));

    [Fact]
    public void A_client_that_is_not_let_in_works_on_with_its_lists_and_says_why()
    {
        Assert.Equal((HealthStatus.Degraded, "Not let in for 90 s: reset Lists as last heard: orders."), Of(ConnectionState.Refused, Told));
        Assert.Equal((HealthStatus.Degraded, "Not let in for 90 s: reset"), Of(ConnectionState.Refused));
        Assert.Equal(HealthStatus.Unhealthy, Of(ConnectionState.Refused, Unknown).Status);
    }

    private static (HealthStatus Status, string Words) Of(ConnectionState state, params ServiceList[] lists) =>
        HealthRule.Of(lists, new ClientStanding(state, "reset", TimeSpan.FromSeconds(10)), TimeSpan.FromSeconds(100));
}
