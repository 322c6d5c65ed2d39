using Muster.Cli.Demo;

namespace Muster.Cli.Tests.Demo;

public sealed class Leftovers_of_demos
{
    [Fact]
    public void Are_removed_when_their_process_is_gone_unless_they_were_kept()
    {
        var parent = Directory.CreateTempSubdirectory("muster-cli-tests-");
        var gone = parent.CreateSubdirectory($"muster-demo-{int.MaxValue}-a");
        var kept = parent.CreateSubdirectory($"muster-demo-{int.MaxValue}-b");
        var running = parent.CreateSubdirectory($"muster-demo-{Environment.ProcessId}-c");
        var foreign = parent.CreateSubdirectory("muster-demo-x-d");
        gone.CreateSubdirectory("data");
        DemoFolder.Keep(kept);

        DemoFolder.ClearLeftovers(parent.FullName);

        Assert.Equal([kept.Name, running.Name, foreign.Name], parent.EnumerateDirectories().Select(folder => folder.Name).Order(StringComparer.Ordinal).OrderBy(name => name[^1]));
        parent.Delete(recursive: true);
    }
}
