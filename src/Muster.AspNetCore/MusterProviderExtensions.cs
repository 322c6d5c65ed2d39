using Microsoft.Extensions.Configuration;
using Muster.AspNetCore;
using Muster.Client.Providing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers an ASP.NET Core service.</summary>
public static class MusterProviderExtensions
{
    /// <summary>
    /// Registers this server under <c>Muster:Provider:Service</c> once it listens and its health checks say that it is
    /// ready, and says goodbye when the host stops, while it still accepts.
    /// </summary>
    public static IServiceCollection AddMusterProvider(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IProvidingProcess, KestrelProcess>();
        return services.AddMusterPresence(configuration);
    }
}
