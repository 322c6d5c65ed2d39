using Muster.Protocol;
using Muster.Server.Tests.Hosting;
using static Muster.Server.Tests.Detectors.OnePort;

namespace Muster.Server.Tests.Detectors;

/// <summary>A whole node, stopped and started.</summary>
public sealed class ProbesOverRestarts : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("muster-probes-").FullName;
    private readonly OnePort _port = new();

    public void Dispose()
    {
        _port.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_restarted_node_asks_what_was_asked_before_its_provider_is_back()
    {
        await using (var first = await LiveNode.StartAsync(_folder))
        {
            await using var provider = await first.DialAsync();
            await provider.HelloAsync();
            await provider.SendAsync(new Up { Register = new Register { Request = 1, Registrations = { Registration() } } });
            Assert.Equal(RegistrationResult.Types.Outcome.Accepted, (await provider.ReceiveAsync())!.Registered.Results.Single().Outcome);
        }

        while (_port.WasCalled) await (await _port.AcceptAsync()).DisposeAsync();   // by the first

        await using var second = await LiveNode.StartAsync(_folder);
        Assert.StartsWith("GET /healthz ", await _port.AnswerAsync("HTTP/1.1 200 OK\r\n\r\n").WaitAsync(Patience, Cancel), StringComparison.Ordinal);
    }

    private Registration Registration() => new()
    {
        Service = "orders", Instance = new Instance { Id = "a", Addresses = { $"http://{_port.Authority}" } },
        Probe = new Probe { Kind = Probe.Types.Kind.Http, Path = "/healthz" },
    };
}
