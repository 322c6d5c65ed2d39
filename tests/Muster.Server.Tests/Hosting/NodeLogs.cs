using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Muster.Server.Hosting;

namespace Muster.Server.Tests.Hosting;

/// <summary>The log serves the node, and never the other way round.</summary>
public sealed class NodeLogs
{
    [Fact]
    public void Nobody_waits_for_whoever_reads_the_log()
    {
        using var services = new ServiceCollection()
            .AddLogging(logging => NodeLogging.Configure(logging, new ConfigurationBuilder().Build()))
            .BuildServiceProvider();

        var console = services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value;

        Assert.Equal((ConsoleLoggerQueueFullMode.DropWrite, 2500), (console.QueueFullMode, console.MaxQueueLength));
    }
}
