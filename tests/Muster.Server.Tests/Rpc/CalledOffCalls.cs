using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Server.Rpc;

namespace Muster.Server.Tests.Rpc;

/// <summary>A call that was called off before anybody had begun to work on it is not worked on, and may cost its connection.</summary>
public sealed class CalledOffCalls
{
    private readonly List<IPAddress?> _asked = [];
    private bool _worked;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_not_worked_on_and_its_connection_is_cut_when_there_were_too_many(bool mayGoOn)
    {
        var connection = new Connection();
        var routes = new RpcRoutes
        {
            MayGoOn = client =>
            {
                _asked.Add(client);
                return mayGoOn;
            },
        };
        routes.MapUnary(AdminMethods.ListTokens, (_, _, _) =>
        {
            _worked = true;
            return Task.FromResult(new ListTokensResponse());
        });
        var http = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };
        http.Connection.RemoteIpAddress = IPAddress.Parse("10.0.0.7");
        http.Request.Path = AdminMethods.ListTokens.Path;
        http.Features.Set<IConnectionLifetimeFeature>(connection);

        await new RpcDispatcher(routes, new OpenCalls(), TimeProvider.System, NullLogger<RpcDispatcher>.Instance).RunAsync(http);

        Assert.Equal([IPAddress.Parse("10.0.0.7")], _asked);
        Assert.Equal(!mayGoOn, connection.IsCut);
        Assert.False(_worked);
    }

    private sealed class Connection : IConnectionLifetimeFeature
    {
        public bool IsCut { get; private set; }

        public CancellationToken ConnectionClosed { get; set; }

        public void Abort() => IsCut = true;
    }
}
