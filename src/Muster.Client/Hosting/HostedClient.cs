using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Muster.Client.Hosting;

/// <summary>Starts the host's one client from its configuration.</summary>
internal static partial class HostedClient
{
    public static MusterClient Start(IServiceProvider host, IConfigurationSection muster)
    {
        // Hosted services ask for the client before the host checks its options: check all of them now, and tell every fault at once.
        host.GetService<IStartupValidator>()?.Validate();

        var logging = host.GetRequiredService<ILoggerFactory>();
        foreach (var key in UnknownKeys.In(muster)) Log.Unknown(logging.CreateLogger<MusterClient>(), key);
        var client = MusterClient.Start(host.GetRequiredService<IOptions<MusterOptions>>().Value, logging);
        foreach (var (name, handle) in host.GetServices<HostedInstruction>())
            client.OnInstruction(name, (arguments, cancel) => handle(host, arguments, cancel));
        return client;
    }

    private static partial class Log   // Hosting owns event ids 4500–4599
    {
        [LoggerMessage(4501, LogLevel.Warning, "The configuration has {Key}, which nothing reads. Is it misspelt?")]
        public static partial void Unknown(ILogger logger, string key);
    }
}
