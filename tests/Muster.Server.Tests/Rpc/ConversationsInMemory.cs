using Muster.Rpc;
using Muster.Testing.Carriers;

namespace Muster.Server.Tests.Rpc;

/// <summary>The carrier of the simulation keeps what the real ones promise.</summary>
public sealed class ConversationsInMemory : CarrierContract
{
    private protected override Task<CarrierNode> StartAsync(Func<ICarrier, Action, Task> serve)
    {
        var serving = new List<Task>();
        return Task.FromResult(new CarrierNode(Dial, [], async () => await Task.WhenAll(serving)));

        Task<ICarrier> Dial()
        {
            var (client, server) = InMemoryCarrier.Pair();
            serving.Add(ServeAsync(server));
            return Task.FromResult<ICarrier>(client);
        }

        async Task ServeAsync(InMemoryCarrier server)
        {
            await using (server)
                await serve(server, server.Break);
        }
    }
}
