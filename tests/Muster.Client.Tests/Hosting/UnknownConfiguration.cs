using Microsoft.Extensions.Configuration;
using Muster.Client.Hosting;

namespace Muster.Client.Tests.Hosting;

public sealed class UnknownConfiguration
{
    [Fact]
    public void Keys_that_nothing_reads_are_told_wherever_they_stand() =>
        Assert.Equal(
            ["Muster:Consumer:Ejection:Frist", "Muster:Consumer:Servces", "Muster:Consumer:Start:Wiat", "Muster:Registry"],
            Unknown("Muster:Registry:0", "Muster:Consumer:Servces:0", "Muster:Consumer:Ejection:Frist", "Muster:Consumer:Start:Wiat"));

    [Fact]
    public void Keys_that_are_read_are_not() =>
        Assert.Empty(Unknown(
            "Muster:Registries:0", "muster:namespace", "Muster:SnapshotMaximumAge", "Muster:Consumer:Services:0", "Muster:Consumer:Policy",
            "Muster:Consumer:Policies:orders", "Muster:Consumer:Ejection:First", "Muster:Consumer:Retry:Attempts", "Muster:Consumer:Start:Wait",
            "Muster:Provider:Anything", "MusterServer:Anything"));

    private static IEnumerable<string> Unknown(params string[] keys)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(keys.Select(key => new KeyValuePair<string, string?>(key, "x"))).Build();
        return UnknownKeys.In(configuration.GetSection("Muster")).Order(StringComparer.Ordinal);
    }
}
