using Muster.Rpc;

namespace Muster.Server.Tests.Rpc;

/// <summary>The two ends of a conversation over lean frames on a real connection of the web server, in cleartext.</summary>
public class ConversationsOverLean : CarrierContract
{
    [Fact]
    public async Task A_message_over_the_limit_ends_the_conversation_and_its_sender_is_told_why()
    {
        await using var node = await StartAsync(EchoAsync);
        await using var carrier = await node.DialAsync();
        await GetInAsync(carrier);
        var sending = Record.ExceptionAsync(() => carrier.SendAsync(new byte[MessageFrame.DefaultMaxMessageSize + 1], Cancel).AsTask());

        var lost = await Assert.ThrowsAsync<CarrierLostException>(() => carrier.ReceiveAsync(Cancel).AsTask().WaitAsync(Patience, Cancel));
        await sending;

        Assert.EndsWith("ended the conversation: A message of 4194305 bytes exceeds the limit of 4194304.", lost.Message, StringComparison.Ordinal);
        Assert.Empty(node.Errors);
    }

    private protected override Task<CarrierNode> StartAsync(Func<ICarrier, Action, Task> serve) => LeanNodes.StartAsync(serve);
}

/// <summary>The same on bare sockets.</summary>
public sealed class ConversationsOnSockets : ConversationsOverLean
{
    private protected override Task<CarrierNode> StartAsync(Func<ICarrier, Action, Task> serve) => Task.FromResult(LeanNodes.StartOnSockets(serve));
}

/// <summary>The same under TLS.</summary>
public sealed class ConversationsOverLeanTls : ConversationsOverLean
{
    private protected override Task<CarrierNode> StartAsync(Func<ICarrier, Action, Task> serve) => LeanNodes.StartAsync(serve, CallsOverTls.Authority);
}
