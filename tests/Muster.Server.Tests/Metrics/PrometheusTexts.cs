using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core;
using Muster.Core.Catalog;
using Muster.Core.Watch;
using Muster.Protocol;
using Muster.Server.Metrics;

namespace Muster.Server.Tests.Metrics;

public sealed class PrometheusTexts : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly NodeMeter _meter;
    private readonly PrometheusText _text;

    public PrometheusTexts()
    {
        _meter = new NodeMeter(_services.GetRequiredService<IMeterFactory>());
        _text = new PrometheusText(_meter);
    }

    public void Dispose()
    {
        _text.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void A_count_stands_from_the_start_with_its_help_and_type() => Assert.Contains(
        """
        # HELP muster_registrations_total Instances that were registered or took an id over; renewals of the same incarnation are not counted.
        # TYPE muster_registrations_total counter
        muster_registrations_total 0

        """, _text.Write(), StringComparison.Ordinal);

    [Fact]
    public void Every_cause_of_a_removal_is_counted_apart()
    {
        Happened(new RegistryEvent.Removed(new ServiceKey("default", "orders"), "a", Cause.Deregistered));
        Happened(new RegistryEvent.Removed(new ServiceKey("default", "orders"), "b", Cause.ReplacedByAnother));
        Happened(new RegistryEvent.Removed(new ServiceKey("default", "orders"), "c", Cause.Deregistered));

        var text = _text.Write();

        Assert.Contains("muster_removals_total{cause=\"deregistered\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("muster_removals_total{cause=\"replaced-by-another\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("muster_removals_total{cause=\"expired\"} 0\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_states_its_buckets_and_counts_upwards()
    {
        var view = ServiceView.Empty(new ServiceKey("default", "orders"), new(1, 0), stale: false);
        Happened(new RegistryEvent.Published(view, Changes: 1, Subscribers: 0));
        Happened(new RegistryEvent.Published(view, Changes: 7, Subscribers: 0));
        Happened(new RegistryEvent.Published(view, Changes: 5000, Subscribers: 0));

        Assert.Contains(
            """
            # TYPE muster_publish_changes histogram
            muster_publish_changes_bucket{le="1"} 1
            muster_publish_changes_bucket{le="2"} 1
            muster_publish_changes_bucket{le="5"} 1
            muster_publish_changes_bucket{le="10"} 2
            muster_publish_changes_bucket{le="20"} 2
            muster_publish_changes_bucket{le="50"} 2
            muster_publish_changes_bucket{le="100"} 2
            muster_publish_changes_bucket{le="200"} 2
            muster_publish_changes_bucket{le="500"} 2
            muster_publish_changes_bucket{le="1000"} 2
            muster_publish_changes_bucket{le="+Inf"} 3
            muster_publish_changes_sum 5008
            muster_publish_changes_count 3

            """, _text.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void Seconds_and_bytes_are_named_in_the_family()
    {
        _meter.Stepped([], waiting: 0, TimeSpan.FromMilliseconds(2));
        Happened(new RegistryEvent.Stalled(TimeSpan.FromSeconds(1.5)));
        _meter.Pushed(new WatchAnswer.Snapshot(ulong.MaxValue), 100);
        _meter.Pushed(new WatchAnswer.Confirm(default), 20);

        var text = _text.Write();

        Assert.Contains("# UNIT muster_step_duration_seconds seconds\n", text, StringComparison.Ordinal);
        Assert.Contains("muster_step_duration_seconds_sum 0.002\n", text, StringComparison.Ordinal);
        Assert.Contains("muster_stalls_seconds_total 1.5\n", text, StringComparison.Ordinal);
        Assert.Contains("muster_pushed_bytes_total 120\n", text, StringComparison.Ordinal);
        Assert.Contains("muster_pushes_total{kind=\"current\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_that_closed_are_no_more_counted()
    {
        _meter.Opened("sse");
        _meter.Opened("sse");
        _meter.Closed("sse");

        Assert.Contains("muster_connections{carrier=\"sse\"} 1\n", _text.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_node_in_the_process_is_not_counted_here()
    {
        using var others = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var other = new NodeMeter(others.GetRequiredService<IMeterFactory>());
        other.Opened("grpc");

        Assert.DoesNotContain("grpc", _text.Write(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("say \"hi\"", """v="say \"hi\"" """)]
    [InlineData("a\\b", """v="a\\b" """)]
    [InlineData("two\nlines", """v="two\nlines" """)]
    [InlineData(null, "v=\"\" ")]
    public void A_label_is_escaped(string? value, string expected) =>
        Assert.Equal(expected.TrimEnd(), PrometheusLabels.Write([new("v", value)]));

    private void Happened(RegistryEvent change) => _meter.Stepped([change], waiting: 0, TimeSpan.Zero);
}
