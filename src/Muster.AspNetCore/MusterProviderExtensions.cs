using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Muster.AspNetCore;

#pragma warning disable IDE0130 // where every host looks for its extensions
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Registers an ASP.NET Core service.</summary>
public static class MusterProviderExtensions
{
    /// <summary>
    /// Registers this server under <c>Muster:Provider:Service</c> once it listens, keeps it registered, and says goodbye
    /// when the host stops.
    /// </summary>
    public static IServiceCollection AddMusterProvider(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMusterClient(configuration);
        services.AddOptions<ProviderOptions>().Bind(configuration.GetSection("Muster:Provider")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProviderOptions>, ProviderOptionsValidator>();
        services.AddHostedService<RegisterWhenListening>();
        return services;
    }
}
