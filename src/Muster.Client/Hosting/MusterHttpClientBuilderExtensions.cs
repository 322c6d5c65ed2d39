using Microsoft.Extensions.DependencyInjection.Extensions;
using Muster.Client;
using Muster.Client.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets an <see cref="HttpClient"/> call a service by its name.</summary>
public static class MusterHttpClientBuilderExtensions
{
    /// <summary>
    /// Sends every request of this client to an instance of the service, whatever host it names, and follows the service
    /// from the start. Add <c>AddMusterConsumer</c> too. The base address, where none is set, becomes <c>http://</c> and the name;
    /// a request to <c>https://</c> goes to instances that registered such an address alone. A connection is given up
    /// after 5 s, unless the client's own handler says otherwise.
    /// </summary>
    public static IHttpClientBuilder AddMusterBalancing(this IHttpClientBuilder builder, string service)
    {
        builder.Services.TryAddSingleton<RetryBudgets>();
        builder.Services.PostConfigure<ConsumerOptions>(consumer =>
        {
            if (!consumer.Services.Contains(service)) consumer.Services.Add(service);
        });
        return builder
            .ConfigureHttpClient(client =>
            {
                if (client.BaseAddress is null && Uri.TryCreate($"http://{service}", UriKind.Absolute, out var address)) client.BaseAddress = address;
            })
            .ConfigurePrimaryHttpMessageHandler(static (handler, _) =>
            {
                if (handler is SocketsHttpHandler { ConnectTimeout: var timeout } sockets && timeout == Timeout.InfiniteTimeSpan)
                    sockets.ConnectTimeout = TimeSpan.FromSeconds(5);
            })
            .AddHttpMessageHandler(services => new BalancingHandler(
                service, services.GetRequiredService<IServiceDirectory>(), services.GetRequiredService<RetryBudgets>()));
    }
}
