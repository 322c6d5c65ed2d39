using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Muster.Client;
using Muster.Client.Hosting;

#pragma warning disable IDE0130 // where every host looks for its extensions
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Brings Muster into a host.</summary>
public static class MusterServiceCollectionExtensions
{
    /// <summary>Adds the one <see cref="MusterClient"/> of the process, configured from the section <c>Muster</c>.</summary>
    public static IServiceCollection AddMusterClient(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MusterOptions>().Bind(configuration.GetSection("Muster"))
            .Configure(options => configuration.GetSection("Muster:Consumer").Bind(options.Balancing));
        services.TryAddSingleton(static provider => MusterClient.Start(
            provider.GetRequiredService<IOptions<MusterOptions>>().Value, provider.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton<IServiceDirectory>(static provider => provider.GetRequiredService<MusterClient>());
        return services;
    }

    /// <summary>
    /// Follows the services named in <c>Muster:Consumer:Services</c> from the start; ask <see cref="IServiceDirectory"/>
    /// for them.
    /// </summary>
    public static IServiceCollection AddMusterConsumer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMusterClient(configuration);
        services.AddOptions<ConsumerOptions>().Bind(configuration.GetSection("Muster:Consumer"));
        services.AddHostedService<SubscribeAtStart>();
        return services;
    }
}
