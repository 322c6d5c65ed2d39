using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Muster.AspNetCore;
using Muster.AspNetCore.Outcomes;
using Muster.Client.Providing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers an ASP.NET Core service.</summary>
public static class MusterProviderExtensions
{
    /// <summary>
    /// Registers this server under <c>Muster:Provider:Service</c> once it listens and its health checks say that it is
    /// ready, and says goodbye when the host stops, while it still accepts. What comes of its requests is counted by route and
    /// reported.
    /// </summary>
    public static IServiceCollection AddMusterProvider(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IProvidingProcess, KestrelProcess>();
        services.TryAddSingleton<AnsweredRequests>();
        if (!services.Any(static service => service.ImplementationType == typeof(OutermostFilter)))
            services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, OutermostFilter>());   // the first one is around all others
        return services.AddMusterPresence(configuration);
    }
}
