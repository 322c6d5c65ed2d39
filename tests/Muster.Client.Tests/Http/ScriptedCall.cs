using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Muster.Client.Http;
using Muster.Client.Tests.Balancing;

namespace Muster.Client.Tests.Http;

/// <summary>The handler over a fleet, with a network in which every instance answers as the test says.</summary>
internal sealed class ScriptedCall : IDisposable
{
    private readonly HttpClient _client;

    public ScriptedCall(Fleet fleet, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> network)
    {
        var options = new MusterOptions();
        options.Balancing.Retry.Minimum = fleet.Options.Retry.Minimum;
        options.Balancing.Retry.Share = fleet.Options.Retry.Share;
        options.Balancing.Retry.AttemptTimeout = fleet.Options.Retry.AttemptTimeout;
        var services = new ServiceCollection().AddSingleton<TimeProvider>(fleet.Clock).BuildServiceProvider();
        _client = new HttpClient(new BalancingHandler("orders", new FleetDirectory(fleet), new RetryBudgets(Options.Create(options), services))
        {
            InnerHandler = new Network(Called, network),
        });
    }

    /// <summary>The URIs that were called.</summary>
    public List<Uri> Called { get; } = [];

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel) =>
        _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);

    public void Dispose() => _client.Dispose();

    private sealed class Network(List<Uri> called, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            called.Add(request.RequestUri!);
            return answer(request, cancellationToken);
        }
    }
}
