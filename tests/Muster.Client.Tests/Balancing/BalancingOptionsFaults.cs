using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Muster.Client.Balancing;

namespace Muster.Client.Tests.Balancing;

/// <summary>Options that make no sense are refused, all of it at once.</summary>
public sealed class BalancingOptionsFaults
{
    [Fact]
    public void The_defaults_have_no_fault() => Assert.Empty(BalancingFaults.In(new BalancingOptions()));

    [Fact]
    public void Every_fault_is_told_with_the_setting_that_has_it()
    {
        var options = new BalancingOptions
        {
            Policy = "fastest",
            Policies = { ["orders"] = "LEAST-REQUESTS", ["!"] = "weighted-random", ["stock"] = "" },
            SlowStart = TimeSpan.FromSeconds(-1),
            SlowRecovery = TimeSpan.FromSeconds(-1),
            ZoneBusyAt = 0,
            Subset = { Size = 2, Peers = -1, Index = 4 },
            Ejection = { ConsecutiveFailures = 0, FailureRatio = double.NaN, MinimumCalls = 0, Window = TimeSpan.Zero, UnansweredAfter = TimeSpan.Zero, First = TimeSpan.Zero, Longest = TimeSpan.FromTicks(-1), MaximumShare = 1 },
            Retry = { Attempts = 0, Share = 1.1, Minimum = -1, AttemptTimeout = TimeSpan.Zero },
        };

        var faults = BalancingFaults.In(options).Select(fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]).ToList();

        Assert.Equal(
            [
                "Policy", "Policies", "Policies:stock", "SlowStart", "SlowRecovery", "ZoneBusyAt", "Subset:Size", "Subset:Peers", "Subset:Index", "Ejection:ConsecutiveFailures", "Ejection:FailureRatio",
                "Ejection:MinimumCalls", "Ejection:Window", "Ejection:UnansweredAfter", "Ejection:First", "Ejection:Longest", "Ejection:MaximumShare",
                "Retry:Attempts", "Retry:Share", "Retry:Minimum", "Retry:AttemptTimeout",
            ],
            faults);
    }

    [Fact]
    public void A_client_with_faulty_balancing_does_not_start()
    {
        var thrown = Assert.Throws<MusterException>(() => MusterClient.Start(new MusterOptions { Balancing = { Policy = "fastest", ZoneBusyAt = 0 } }));

        Assert.Contains("Consumer:Policy: 'fastest' is no policy. Choose one of least-requests,", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Consumer:ZoneBusyAt", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_are_named_in_the_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Muster:Consumer:Policy"] = "zone-first",
            ["Muster:Consumer:Policies:orders"] = "consistent-hash",
            ["Muster:Consumer:SlowStart"] = "00:01:00",
            ["Muster:Consumer:Ejection:MaximumShare"] = "0.2",
            ["Muster:Consumer:Retry:Attempts"] = "2",
        }).Build();
        using var services = new ServiceCollection().AddMusterClient(configuration).BuildServiceProvider();

        var balancing = services.GetRequiredService<IOptions<MusterOptions>>().Value.Balancing;

        Assert.Equal("zone-first", balancing.Policy);
        Assert.Equal("consistent-hash", balancing.Policies["orders"]);
        Assert.Equal(TimeSpan.FromMinutes(1), balancing.SlowStart);
        Assert.Equal(0.2, balancing.Ejection.MaximumShare);
        Assert.Equal(2, balancing.Retry.Attempts);
    }

    [Fact]
    public void The_page_shows_the_defaults()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "balancing.md"));
        var json = page[(page.IndexOf("```json", StringComparison.Ordinal) + 7)..];
        using var settings = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json[..json.IndexOf("```", StringComparison.Ordinal)]));
        var shown = new BalancingOptions();
        new ConfigurationBuilder().AddJsonStream(settings).Build().GetSection("Muster:Consumer").Bind(shown);

        Assert.Equal("consistent-hash", shown.Policies["sessions"]);
        shown.Policies.Clear();
        Assert.Equivalent(new BalancingOptions(), shown, strict: true);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Muster.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
