using Google.Protobuf;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Server.Tests.Rpc;

/// <summary>A client that says what the test says, and nothing else.</summary>
internal sealed class PlainClient(ICarrier carrier) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private ulong _request;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task SendAsync(Up frame) => await carrier.SendAsync(frame.ToByteArray(), Cancel);

    public async Task SendAsync(byte[] raw) => await carrier.SendAsync(raw, Cancel);

    /// <summary>The next frame that is no ping; null at the good end.</summary>
    public async Task<Down?> ReceiveAsync()
    {
        while (true)
        {
            if (await carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel) is not { } message) return null;
            var frame = Down.Parser.ParseFrom(message.Span);
            if (frame.FrameCase is not Down.FrameOneofCase.Ping) return frame;
        }
    }

    public async Task<Welcome> HelloAsync(string token = "", Resume? resume = null, string client = "test", string @namespace = "shop", bool obeys = false)
    {
        var hello = new Hello { Protocol = 1, Client = client, Namespace = @namespace, Token = token, Resume = resume };
        if (obeys) hello.Capabilities.Add(Capabilities.Instructions);
        await SendAsync(new Up { Hello = hello });
        var answer = await ReceiveAsync();
        Assert.True(answer?.Welcome is not null, $"Welcome was expected, and {answer} came.");
        return answer.Welcome;
    }

    public async Task<RegistrationResult> RegisterAsync(string service, string id, ulong incarnation = 0)
    {
        var registration = new Registration { Service = service, Incarnation = incarnation, Instance = new Instance { Id = id, Addresses = { "http://10.0.0.7:8080" } } };
        await SendAsync(new Up { Register = new Register { Request = ++_request, Registrations = { registration } } });
        var answer = await ReceiveAsync();
        Assert.True(answer?.Registered?.Request == _request, $"The answer to request {_request} was expected, and {answer} came.");
        return answer.Registered.Results.Single();
    }

    public async Task<Down> SubscribeAsync(string service)
    {
        await SendAsync(new Up { Subscribe = new Subscribe { Subscriptions = { new Subscription { Service = service } } } });
        return (await ReceiveAsync())!;
    }

    public ValueTask DisposeAsync() => carrier.DisposeAsync();
}
