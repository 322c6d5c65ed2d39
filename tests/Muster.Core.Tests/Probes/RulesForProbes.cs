using Muster.Core.Probes;
using Muster.Protocol;

namespace Muster.Core.Tests.Probes;

/// <summary>What a provider may ask of detectors.</summary>
public sealed class RulesForProbes
{
    public static TheoryData<Probe, string?> Asked => new()
    {
        { new Probe { Kind = Probe.Types.Kind.Tcp }, null },
        { new Probe { Kind = Probe.Types.Kind.Http }, null },
        { new Probe { Kind = Probe.Types.Kind.Http, Path = "/healthz?deep=no", IntervalMs = 1_000, TimeoutMs = 50, Fall = 10, Rise = 10 }, null },
        { new Probe { Kind = Probe.Types.Kind.Grpc, Service = "shop.Orders", IntervalMs = 300_000, TimeoutMs = 10_000 }, null },
        { new Probe(), "kind 0 is not known here" },
        { new Probe { Kind = (Probe.Types.Kind)9 }, "kind 9 is not known here" },
        { new Probe { Kind = Probe.Types.Kind.Tcp, Path = "/" }, "of HTTP alone" },
        { new Probe { Kind = Probe.Types.Kind.Http, Path = "healthz" }, "begin with a slash" },
        { new Probe { Kind = Probe.Types.Kind.Http, Path = "/a b" }, "visible" },
        { new Probe { Kind = Probe.Types.Kind.Http, Path = "/\r\nX: y" }, "visible" },
        { new Probe { Kind = Probe.Types.Kind.Http, Path = "/" + new string('a', 200) }, "1 to 200" },
        { new Probe { Kind = Probe.Types.Kind.Http, Service = "x" }, "of GRPC alone" },
        { new Probe { Kind = Probe.Types.Kind.Tcp, IntervalMs = 999 }, "interval of 999 ms: use 1000 to 300000" },
        { new Probe { Kind = Probe.Types.Kind.Tcp, IntervalMs = 300_001 }, "interval of 300001 ms" },
        { new Probe { Kind = Probe.Types.Kind.Tcp, TimeoutMs = 49 }, "timeout of 49 ms: use 50 to 10000" },
        { new Probe { Kind = Probe.Types.Kind.Tcp, IntervalMs = 2_000, TimeoutMs = 2_001 }, "no more than the interval" },
        { new Probe { Kind = Probe.Types.Kind.Tcp, Fall = 11 }, "use at most 10" },
        { new Probe { Kind = Probe.Types.Kind.Tcp, Rise = 11 }, "use at most 10" },
    };

    [Theory]
    [MemberData(nameof(Asked))]
    public void A_probe_keeps_its_limits(Probe probe, string? fault)
    {
        var error = ProbeRules.FaultIn("a", probe);

        if (fault is null) Assert.Null(error);
        else Assert.Contains(fault, error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_said_has_a_default() => Assert.Equal(
        new Probe { Kind = Probe.Types.Kind.Http, Path = "/", IntervalMs = 10_000, TimeoutMs = 1_000, Fall = 3, Rise = 2 },
        ProbeRules.Complete(new Probe { Kind = Probe.Types.Kind.Http }));

    [Fact]
    public void Who_comes_or_goes_moves_only_the_targets_that_are_his()
    {
        string[] before = ["d1", "d2", "d3", "d4"], after = ["d1", "d2", "d4"];
        var targets = Enumerable.Range(0, 1000).Select(one => $"shop/orders/i{one}").ToList();

        var moved = targets.Count(target => !Chosen(before, target).Except(["d3"]).All(Chosen(after, target).Contains));
        var shares = before.Select(name => targets.Count(target => Chosen(before, target).Contains(name)));

        Assert.Equal(0, moved);
        Assert.All(shares, share => Assert.InRange(share, 425, 575));
    }

    private static List<string> Chosen(string[] detectors, string target) => [.. Rendezvous.Choose(detectors, name => name, target)];
}
