using Muster.Client.Hosting;
using Muster.Client.Sessions;

namespace Muster.Client.Tests.Hosting;

/// <summary>How a consumer starts with what it knows when the wait is over.</summary>
public sealed class StartRules
{
    private readonly StartOptions _start = new();
    private readonly MusterOptions _muster = new() { Registries = { "one:7501", "two:7501" }, SnapshotFolder = "/var/lists" };
    private ClientStanding _standing = new(ConnectionState.Disconnected, "connection refused", TimeSpan.Zero);

    [Theory]
    // orders, stock, when unknown → fails, from the snapshot, unknown
    [InlineData(ListSource.Registry, ListSource.Registry, WhenUnknown.Fail, false, "", "")]
    [InlineData(ListSource.Registry, ListSource.Snapshot, WhenUnknown.Fail, false, "stock", "")]
    [InlineData(ListSource.Snapshot, ListSource.Snapshot, WhenUnknown.Fail, false, "orders stock", "")]
    [InlineData(ListSource.Registry, ListSource.Nothing, WhenUnknown.Fail, true, "", "stock")]
    [InlineData(ListSource.Snapshot, ListSource.Nothing, WhenUnknown.Fail, true, "orders", "stock")]
    [InlineData(ListSource.Snapshot, ListSource.Nothing, WhenUnknown.GoOn, false, "orders", "stock")]
    [InlineData(ListSource.Nothing, ListSource.Nothing, WhenUnknown.GoOn, false, "", "orders stock")]
    public void The_registry_else_the_snapshot_else_as_configured(
        ListSource orders, ListSource stock, WhenUnknown whenUnknown, bool fails, string saved, string unknown)
    {
        _start.WhenUnknown = whenUnknown;

        var verdict = Judge(Known.List("orders", orders), Known.List("stock", stock));

        Assert.Equal((fails, saved, unknown), (verdict.Failure is not null, string.Join(' ', verdict.Saved), string.Join(' ', verdict.Unknown)));
    }

    [Fact]
    public void By_default_a_program_starts_whatever_is_known() =>
        Assert.Null(Judge(Known.List("orders", ListSource.Nothing)).Failure);

    [Fact]
    public void A_failure_says_which_services_which_registries_and_what_to_do()
    {
        _start.WhenUnknown = WhenUnknown.Fail;

        Assert.Equal(
            "Nothing is known of orders, stock: no list came within 5 s from one:7501, two:7501 (connection refused), and /var/lists holds no usable snapshot of them. "
            + "Start a registry there, correct Muster:Registries, or set Muster:Consumer:Start:WhenUnknown to GoOn to start without.",
            Judge(Known.List("orders", ListSource.Nothing), Known.List("stock", ListSource.Nothing)).Failure);
    }

    [Fact]
    public void A_failure_for_good_gives_its_own_reason()
    {
        _start.WhenUnknown = WhenUnknown.Fail;
        _standing = new(ConnectionState.Rejected, "Another environment.", TimeSpan.Zero);

        Assert.Equal(
            "Nothing is known of orders. Another environment. Or set Muster:Consumer:Start:WhenUnknown to GoOn to start without.",
            Judge(Known.List("orders", ListSource.Nothing)).Failure);
    }

    private StartVerdict Judge(params ServiceList[] lists) => StartRule.Judge(lists, _start, _standing, _muster);
}
