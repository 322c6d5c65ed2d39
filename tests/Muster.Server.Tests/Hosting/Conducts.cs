using System.Net;
using Muster.Server.Hosting;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Hosting;

/// <summary>Who calls and calls off, again and again, is shut out for a while.</summary>
public sealed class Conducts
{
    private static readonly IPAddress One = IPAddress.Parse("10.0.0.1"), Other = IPAddress.Parse("10.0.0.2");

    private readonly HandClock _clock = new();
    private readonly Conduct _conduct;

    public Conducts() => _conduct = new(_clock);

    [Fact]
    public void One_too_many_shuts_an_address_out_and_no_other()
    {
        for (var i = 0; i < Conduct.Most; i++) Assert.False(_conduct.CalledOff(One));
        Assert.False(_conduct.IsShut(One));

        Assert.True(_conduct.CalledOff(One));

        Assert.True(_conduct.IsShut(One));
        Assert.False(_conduct.IsShut(Other));
        _clock.Advance(Conduct.Within - TimeSpan.FromTicks(1));
        Assert.True(_conduct.IsShut(One));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(_conduct.IsShut(One));
        Assert.False(_conduct.CalledOff(One));
    }

    [Fact]
    public void As_many_over_a_longer_time_are_nothing()
    {
        for (var i = 0; i < 10 * Conduct.Most; i++)
        {
            Assert.False(_conduct.CalledOff(One));
            _clock.Advance(Conduct.Within / Conduct.Most);
        }
    }

    [Fact]
    public void It_remembers_no_more_addresses_than_it_may_and_those_that_are_over_make_room()
    {
        for (var i = 0; i < 10_000; i++) _conduct.CalledOff(new IPAddress(i));
        for (var i = 0; i <= Conduct.Most; i++) _conduct.CalledOff(One);
        Assert.False(_conduct.IsShut(One));

        _clock.Advance(Conduct.Within);
        for (var i = 0; i <= Conduct.Most; i++) _conduct.CalledOff(One);
        Assert.True(_conduct.IsShut(One));
    }

    [Fact]
    public void Who_is_shut_out_is_closed_as_he_comes_and_this_machine_is_not_unless_a_number_was_set()
    {
        var usual = new AddressBound(null, _conduct);
        var set = new AddressBound(256, _conduct);
        for (var i = 0; i <= Conduct.Most; i++)
        {
            usual.CalledOff(One);
            Assert.False(usual.CalledOff(IPAddress.Loopback));
        }

        Assert.True(usual.IsShut(new IPEndPoint(One, 1)));
        Assert.True(usual.IsShut(new IPEndPoint(One.MapToIPv6(), 1)));
        Assert.False(usual.IsShut(new IPEndPoint(IPAddress.Loopback, 1)));
        for (var i = 0; i <= Conduct.Most; i++) set.CalledOff(IPAddress.Loopback);
        Assert.True(set.IsShut(new IPEndPoint(IPAddress.Loopback, 1)));
    }
}
