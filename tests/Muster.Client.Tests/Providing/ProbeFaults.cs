namespace Muster.Client.Tests.Providing;

/// <summary>What a provider may not ask of detectors.</summary>
public sealed class ProbeFaults
{
    public static TheoryData<ProbeOptions, string> Faulty => new()
    {
        { new ProbeOptions { Kind = ProbeKind.Tcp, Path = "/" }, "Path: '/' is not a path of HTTP that begins with a slash." },
        { new ProbeOptions { Kind = ProbeKind.Http, Path = "healthz" }, "Path: 'healthz' is not a path of HTTP that begins with a slash." },
        { new ProbeOptions { Kind = ProbeKind.Http, Service = "x" }, "Service: 'x' is not a service of gRPC." },
        { new ProbeOptions { Kind = ProbeKind.Tcp, Interval = TimeSpan.FromMilliseconds(999), Timeout = TimeSpan.FromMilliseconds(500) }, "Interval: 00:00:00.9990000 is not within 00:00:01 to 00:05:00." },
        { new ProbeOptions { Kind = ProbeKind.Tcp, Timeout = TimeSpan.FromSeconds(11) }, "Timeout: 00:00:11 is not within 00:00:00.050 to 00:00:10 and the interval." },
        { new ProbeOptions { Kind = ProbeKind.Tcp, Fall = 0 }, "Fall: 0 is not within 1 to 10." },
        { new ProbeOptions { Kind = ProbeKind.Tcp, Rise = 11 }, "Rise: 11 is not within 1 to 10." },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void A_fault_says_which_setting_and_what_to_do(ProbeOptions probe, string fault) => Assert.Equal([fault], probe.Faults());

    [Fact]
    public void Nothing_is_wrong_with_what_nobody_reads() => Assert.Empty(new ProbeOptions { Path = "anything", Fall = 99 }.Faults());
}
