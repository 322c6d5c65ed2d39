using System.Threading.Channels;
using Google.Protobuf;
using Muster.Client.Tests.Lists;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Testing.Carriers;

namespace Muster.Client.Tests.Hosting;

/// <summary>A registry that is away until it is opened, then welcomes everyone and tells one instance of every service.</summary>
internal sealed class ScriptedRegistry : ICarrierDialer
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Report> _reports = Channel.CreateUnbounded<Report>();
    private InMemoryCarrier? _carrier;

    public string Environment { get; init; } = "";

    /// <summary>Whether dials fail, rather than wait, until the registry is opened.</summary>
    public bool Refuses { get; init; }

    public Task Serving { get; private set; } = Task.CompletedTask;

    /// <summary>The reports that it was sent.</summary>
    public ChannelReader<Report> Reports => _reports.Reader;

    public void Open() => _open.TrySetResult();

    public void Break() => _carrier!.Break();

    public Task SayAsync(Down frame) => _carrier!.SendAsync(frame.ToByteArray(), CancellationToken.None).AsTask();

    public async ValueTask<ICarrier> DialAsync(string address, CancellationToken cancel)
    {
        if (Refuses && !_open.Task.IsCompleted) throw new CarrierLostException("connection refused");
        await _open.Task.WaitAsync(cancel);
        var (client, server) = InMemoryCarrier.Pair();
        _carrier = server;
        Serving = ServeAsync(server);
        return client;
    }

    private async Task ServeAsync(InMemoryCarrier carrier)
    {
        try
        {
            while (await carrier.ReceiveAsync(CancellationToken.None) is { } message)
                foreach (var answer in Answers(Up.Parser.ParseFrom(message.Span)))
                    await carrier.SendAsync(answer.ToByteArray(), CancellationToken.None);
        }
        catch (CarrierLostException)
        {
            // The client has hung up, or the test broke the connection.
        }
    }

    private IEnumerable<Down> Answers(Up frame)
    {
        if (frame.Hello is not null)
            yield return new Down { Welcome = new Welcome { Session = "1-1", HeartbeatMs = 30_000, TimeoutMs = 90_000, Environment = Environment } };

        if (frame.Report is not null) _reports.Writer.TryWrite(frame.Report);
        foreach (var subscription in frame.Subscribe?.Subscriptions ?? [])
        {
            var list = Frames.Snapshot(1, Frames.Listed("a"));
            list.Service = subscription.Service;
            yield return new Down { Snapshot = list };
        }
    }
}
