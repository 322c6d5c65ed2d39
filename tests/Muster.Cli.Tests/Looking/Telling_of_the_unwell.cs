using Muster.Cli.CommandLine;
using Muster.Cli.Looking;
using Muster.Protocol;

namespace Muster.Cli.Tests.Looking;

/// <summary>What tables say of lists that are not whole, and of instances that are not well.</summary>
public sealed class Telling_of_the_unwell
{
    [Theory]
    [InlineData(6, 4, 0, 4, "Holding 6 of 10: 4 hidden as dead, budget 4.")]
    [InlineData(3, 7, 7, 4, "Holding 3 of 10: 7 hidden, of which 7 proven dead; budget 4.")]
    [InlineData(6, 4, 1, 4, "Holding 6 of 10: 4 hidden, of which 1 proven dead; budget 4.")]
    public void Who_is_hidden_is_told_with_those_that_no_budget_limits(int listed, uint hidden, uint proven, uint budget, string expected)
    {
        var list = new ServiceSnapshot { Hidden = hidden, Proven = proven, Budget = budget };
        for (var one = 0; one < listed; one++) list.Instances.Add(new Listed());

        Assert.Equal(expected, InstancesCommand.Withheld(list));
    }

    [Theory]
    [InlineData(State.Healthy, "", "", "healthy")]
    [InlineData(State.Healthy, "", "east", "healthy, down in east")]
    [InlineData(State.SubHealthy, "slow", "east west", "sub-healthy, down in east, west: slow")]
    public void Where_alone_an_instance_is_down_stands_beside_its_state(State state, string evidence, string locations, string expected)
    {
        var listed = new Listed
        {
            Instance = new Instance { Id = "o-1", Addresses = { "http://10.0.0.7:80" } }, State = state, Evidence = evidence,
            DownIn = { locations.Split(' ', StringSplitOptions.RemoveEmptyEntries) },
        };
        using var output = new StringWriter();

        Screen.Print(
            InstancesCommand.TableOf(new(new ServiceSnapshot { Instances = { listed } }, [])),
            new Surroundings { Out = output, Error = TextWriter.Null, Columns = 200, Variable = name => name == "NO_COLOR" ? "1" : null });

        Assert.EndsWith($"  {expected}", output.ToString().TrimEnd(), StringComparison.Ordinal);
    }
}
