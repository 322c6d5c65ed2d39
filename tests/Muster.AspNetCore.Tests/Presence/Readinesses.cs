using Microsoft.Extensions.Diagnostics.HealthChecks;
using Muster.Client.Providing;

namespace Muster.AspNetCore.Tests.Presence;

/// <summary>When a provider belongs into the list.</summary>
public sealed class Readinesses
{
    [Theory]
    [InlineData("", "")]
    [InlineData("+", "L")]
    [InlineData("--+", "..L")]
    [InlineData("+-", "LL")]
    [InlineData("+--+--", "LLLLLL")]
    [InlineData("+---", "LLL.")]
    [InlineData("+---+", "LLL.L")]
    [InlineData("+---+--", "LLL.LLL")]
    public void Three_bad_answers_in_a_row_take_it_out_and_one_good_one_brings_it_in(string answers, string listed)
    {
        var readiness = Readiness.Unlisted;

        Assert.Equal(listed, string.Concat(answers.Select(answer => (readiness = readiness.On(answer is '+')).IsListed ? 'L' : '.')));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a b", "a b")]
    [InlineData("a b:ready c:live", "b:ready")]
    [InlineData("a registry:muster", "a")]
    [InlineData("registry:muster", "")]
    public void The_checks_that_decide(string checks, string deciding)
    {
        HealthCheckRegistration[] registered =
            [.. checks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(check => new HealthCheckRegistration(check, static _ => null!, null, check.Split(':')[1..]))];

        Assert.Equal(deciding, string.Join(' ', ReadinessChecks.Among(registered).Select(check => check.Name)));
    }

    [Theory]
    [InlineData("", true, null)]
    [InlineData("disk:Healthy", true, null)]
    [InlineData("stock:Degraded:old disk:Degraded:slow net:Healthy:fine", true, "disk: slow; stock: old")]
    [InlineData("disk:Degraded", true, "disk")]
    [InlineData("disk:Degraded net:Unhealthy", false, null)]
    public void A_degraded_process_is_ready_and_names_its_checks(string checks, bool ready, string? degraded)
    {
        var entries = checks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static check => check.Split(':'))
            .ToDictionary(check => check[0], check => new HealthReportEntry(Enum.Parse<HealthStatus>(check[1]), check.ElementAtOrDefault(2), TimeSpan.Zero, exception: null, data: null));

        Assert.Equal(new Condition(ready, degraded), Condition.Of(new HealthReport(entries, TimeSpan.Zero)));
    }
}
