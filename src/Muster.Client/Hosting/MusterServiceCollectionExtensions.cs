using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Muster.Client;
using Muster.Client.Hosting;
using Muster.Client.Instructions;
using Muster.Client.Providing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Brings Muster into a host.</summary>
public static class MusterServiceCollectionExtensions
{
    /// <summary>Adds the one <see cref="MusterClient"/> of the process, configured from the section <c>Muster</c>.</summary>
    public static IServiceCollection AddMusterClient(this IServiceCollection services, IConfiguration configuration)
    {
        if (Has<MusterOptionsValidator>(services)) return services;   // lists that are bound twice hold everything twice

        var muster = configuration.GetSection("Muster");
        services.AddOptions<MusterOptions>().Bind(muster)
            .Configure(options => muster.GetSection("Consumer").Bind(options.Balancing)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MusterOptions>, MusterOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(host => HostedClient.Start(host, muster));
        services.TryAddSingleton<IServiceDirectory>(static host => host.GetRequiredService<MusterClient>());
        return services;
    }

    /// <summary>
    /// Follows the services named in <c>Muster:Consumer:Services</c> from the start; ask <see cref="IServiceDirectory"/>
    /// for them. The start waits for their lists as <see cref="StartOptions"/> says.
    /// </summary>
    public static IServiceCollection AddMusterConsumer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMusterClient(configuration);
        if (Has<ConsumerOptionsValidator>(services)) return services;

        services.AddOptions<ConsumerOptions>().Bind(configuration.GetSection("Muster:Consumer")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConsumerOptions>, ConsumerOptionsValidator>();
        services.AddHostedService<SubscribeAtStart>();
        return services;
    }

    /// <summary>
    /// Registers a process without a web server under <c>Muster:Provider:Service</c> while its host runs: at
    /// <c>Muster:Provider:Address</c>, or, without one, as <c>worker://HOST</c>, which says where it runs and that there is
    /// nothing to call. It is listed while the host's health checks, if it has any, say that it is ready.
    /// </summary>
    public static IServiceCollection AddMusterWorker(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IProvidingProcess>(static host => new WorkerProcess(host.GetRequiredService<ReadinessChecks>().AskAsync));
        return services.AddMusterPresence(configuration);
    }

    /// <summary>As above, whatever the health checks say, and listed only while <paramref name="isReady"/> says so. It is asked every <c>Muster:Provider:ReadyEvery</c>.</summary>
    public static IServiceCollection AddMusterWorker(
        this IServiceCollection services, IConfiguration configuration, Func<IServiceProvider, CancellationToken, Task<bool>> isReady)
    {
        services.AddSingleton<IProvidingProcess>(host => new WorkerProcess(
            async cancel => await isReady(host, cancel).ConfigureAwait(false) ? Condition.Ready : Condition.NotReady));
        return services.AddMusterPresence(configuration);
    }

    /// <summary>
    /// Says what an operator's instruction of that name does in this process, as <see cref="MusterClient.OnInstruction"/> does. Beside
    /// <see cref="AddMusterWorker(IServiceCollection, IConfiguration)"/> and <c>AddMusterProvider</c>: an instruction is for an instance that this process registers.
    /// </summary>
    /// <param name="services">The host's.</param>
    /// <param name="name">1 to 64 letters, digits and <c>. _ -</c>.</param>
    /// <param name="handle">Gets the host's services and the arguments; is cancelled at the deadline, and when the client ends.</param>
    public static IServiceCollection AddMusterInstruction(
        this IServiceCollection services, string name, Func<IServiceProvider, IReadOnlyDictionary<string, string>, CancellationToken, Task> handle) =>
        services.AddSingleton(InstructionNames.FaultIn(name) is { } fault ? throw new MusterException(Muster.Protocol.ErrorCode.Invalid, fault) : new HostedInstruction(name, handle));

    /// <summary>What every provider needs beside its <see cref="IProvidingProcess"/>.</summary>
    internal static IServiceCollection AddMusterPresence(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMusterClient(configuration);
        services.AddOptions<ProviderOptions>().Bind(configuration.GetSection("Muster:Provider")).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProviderOptions>, ProviderOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ReadinessChecks>();
        services.TryAddSingleton<ProvidedInstance>();
        services.AddHostedService<ProviderPresence>();
        return services;
    }

    private static bool Has<TValidator>(IServiceCollection services) =>
        services.Any(static service => service.ImplementationType == typeof(TValidator));
}
