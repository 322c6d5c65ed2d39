using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Muster.Client;

namespace Muster.AspNetCore;

/// <summary>Registers once the server really listens, and says goodbye while it still accepts.</summary>
/// <remarks>
/// The host does not wait for the registry: a provider that starts during an outage serves, and is registered as soon
/// as a registry is reached.
/// </remarks>
internal sealed partial class RegisterWhenListening(
    MusterClient client, IServer server, IOptions<ProviderOptions> options, IOptions<MusterOptions> process,
    ILogger<RegisterWhenListening> logger) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task<RegisteredInstance?> _registering = Task.FromResult<RegisteredInstance?>(null);

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var bound = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        _registering = RegisterAsync(AdvertisedAddress.Of(options.Value.Address, bound));
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        if (await _registering is { } registered) await registered.DisposeAsync();
    }

    public void Dispose() => _stopping.Dispose();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<RegisteredInstance?> RegisterAsync(string address)
    {
        var provider = options.Value;
        var instance = new InstanceDescription(address)
        {
            Zone = process.Value.Zone, Unit = process.Value.Unit, Weight = provider.Weight, Metadata = provider.Metadata.AsReadOnly(),
        };
        if (provider.Id.Length > 0) instance = instance with { Id = provider.Id };

        try
        {
            return await client.RegisterAsync(provider.Service, instance, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return null;   // never accepted; what was asked for ends with the client
        }
        catch (MusterException refused)
        {
            Log.NotRegistered(logger, provider.Service, address, refused.Message);
            return null;
        }
    }

    private static partial class Log   // AspNetCore owns event ids 4200–4299
    {
        [LoggerMessage(4201, LogLevel.Error, "{Service} at {Address} serves, but is not registered: {Why}")]
        public static partial void NotRegistered(ILogger logger, string service, string address, string why);
    }
}
