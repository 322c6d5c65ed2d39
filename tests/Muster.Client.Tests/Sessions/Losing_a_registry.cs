using Muster.Client.Sessions;
using Muster.Rpc;
using Muster.Testing.Carriers;

namespace Muster.Client.Tests.Sessions;

public sealed class Losing_a_registry
{
    [Fact]
    public async Task A_link_with_nothing_to_say_is_over_as_soon_as_its_connection_breaks()
    {
        var (client, server) = InMemoryCarrier.Pair();
        var (opened, over) = (new TaskCompletionSource(), new TaskCompletionSource<string>());
        var link = new RegistryLink(new OneCarrier(client), "registry:0", Hear, () => "", TimeProvider.System);
        var running = link.RunAsync(CancellationToken.None);
        await opened.Task;

        server.Break();

        await running.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal("The conversation with registry:0 is over.", await over.Task);

        ValueTask Hear(RegistryLink from, LinkNews news)
        {
            if (news is LinkNews.Opened) opened.SetResult();
            else if (news is LinkNews.Over end) over.SetResult(end.Why);
            return default;
        }
    }

    private sealed class OneCarrier(ICarrier carrier) : ICarrierDialer
    {
        public ValueTask<ICarrier> DialAsync(string address, CancellationToken cancel) => new(carrier);
    }
}
