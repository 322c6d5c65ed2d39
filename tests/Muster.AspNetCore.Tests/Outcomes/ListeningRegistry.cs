using System.Threading.Channels;
using Google.Protobuf;
using Muster.Protocol;
using Muster.Rpc;
using Muster.Testing.Carriers;

namespace Muster.AspNetCore.Tests.Outcomes;

/// <summary>A registry that welcomes everyone, accepts every registration, and keeps what it is reported.</summary>
internal sealed class ListeningRegistry : ICarrierDialer
{
    private readonly Channel<Report> _reports = Channel.CreateUnbounded<Report>();
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task WhenRegistered => _registered.Task;

    public ChannelReader<Report> Reports => _reports.Reader;

    public Task Serving { get; private set; } = Task.CompletedTask;

    public ValueTask<ICarrier> DialAsync(string address, CancellationToken cancel)
    {
        var (client, server) = InMemoryCarrier.Pair();
        Serving = ServeAsync(server);
        return new ValueTask<ICarrier>(client);
    }

    private async Task ServeAsync(InMemoryCarrier carrier)
    {
        while (await carrier.ReceiveAsync(CancellationToken.None) is { } message)
            if (Answer(Up.Parser.ParseFrom(message.Span)) is { } answer)
                await carrier.SendAsync(answer.ToByteArray(), CancellationToken.None);
    }

    private Down? Answer(Up frame)
    {
        switch (frame.FrameCase)
        {
            case Up.FrameOneofCase.Hello:
                return new Down { Welcome = new Welcome { Session = "1-1", HeartbeatMs = 30_000, TimeoutMs = 90_000 } };
            case Up.FrameOneofCase.Register:
                _registered.TrySetResult();
                return Decided(frame.Register.Request, frame.Register.Registrations[0].Service, frame.Register.Registrations[0].Instance.Id, RegistrationResult.Types.Outcome.Accepted);
            case Up.FrameOneofCase.Deregister:
                return Decided(frame.Deregister.Request, frame.Deregister.Instances[0].Service, frame.Deregister.Instances[0].Id, RegistrationResult.Types.Outcome.Removed);
            case Up.FrameOneofCase.Report:
                _reports.Writer.TryWrite(frame.Report);
                return null;
            default:
                return null;
        }
    }

    private static Down Decided(ulong request, string service, string id, RegistrationResult.Types.Outcome outcome) => new()
    {
        Registered = new Registered
        {
            Request = request,
            Results = { new RegistrationResult { Service = service, Id = id, Outcome = outcome, Incarnation = 1 } },
        },
    };
}
