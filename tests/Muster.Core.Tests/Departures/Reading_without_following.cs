using Muster.Core.Access;
using Muster.Core.Departures;

namespace Muster.Core.Tests.Departures;

/// <summary>Those who read a list and do not follow it are named as not covered, for a minute, in bounded memory.</summary>
public sealed class Reading_without_following
{
    private readonly TestRegistry _registry = new();
    private readonly TestPeer _provider;

    public Reading_without_following()
    {
        _provider = _registry.Provide("a");
        _registry.Advance(1);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public void They_are_named_for_a_minute_after_their_last_read(double seconds, bool named)
    {
        Read("billing", "10.0.0.7:41000");
        for (var left = seconds; left > 0; left -= 5)
        {
            _registry.Advance(Math.Min(left, 5));
            _provider.Beat();
        }

        Assert.Equal(named ? ["billing at 10.0.0.7"] : [], Leave().Pollers);
    }

    [Fact]
    public void Each_is_named_once_by_name_and_address_whatever_port_he_comes_from()
    {
        Read("billing", "10.0.0.7:41000");
        Read("billing", "10.0.0.7:41001");
        Read("billing", "10.0.0.8:41000");
        Read("anonymous", "::1:41000");

        var receipt = Leave();
        Assert.Equal(["anonymous at ::1", "billing at 10.0.0.7", "billing at 10.0.0.8"], receipt.Pollers);
        Assert.False(receipt.MorePollers);
    }

    [Fact]
    public void Of_more_than_are_kept_the_last_are_named_and_that_there_are_others_is_said_for_a_minute()
    {
        for (var i = 0; i < 1000; i++) Read("billing", $"10.0.{i / 100}.{i % 100}:41000");

        var (named, more) = Feed.Pollers.Since(_registry.Views.Now);
        Assert.Equal((Pollers.Kept, true), (named.Count, more));
        Assert.Contains("billing at 10.0.9.99", named);

        _registry.Advance(61);
        (named, more) = Feed.Pollers.Since(_registry.Views.Now);
        Assert.Equal((0, false), (named.Count, more));
    }

    [Fact]
    public void Whoever_reads_another_service_is_not_named()
    {
        _registry.Join("other").Register("b", service: "stock");
        _registry.Advance(1);
        _registry.Views.Read(new("default", "stock"), new Caller("billing", []) { From = "10.0.0.7:1" });

        Assert.Empty(Leave().Pollers);
    }

    private Core.Watch.ServiceFeed Feed => _registry.Views.Find(new("default", "orders"))!;

    private void Read(string caller, string from) => _registry.Views.Read(new("default", "orders"), new Caller(caller, []) { From = from });

    private Protocol.Departed Leave()
    {
        _provider.Leave(5, "orders/a");
        _registry.Advance(1);
        return _provider.Read().Select(frame => frame.Departed).Single(departed => departed is not null);
    }
}
