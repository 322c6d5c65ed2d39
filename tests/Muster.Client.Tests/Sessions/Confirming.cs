using Google.Protobuf;
using Muster.Client.Lists;
using Muster.Client.Sessions;
using Muster.Client.Tests.Lists;
using Muster.Protocol;

namespace Muster.Client.Tests.Sessions;

/// <summary>The registry hears which list is in use: when it asks, and not before it is so.</summary>
public sealed class Confirming
{
    private readonly Conversation _conversation;
    private TimeSpan _now = TimeSpan.FromMinutes(1);

    public Confirming()
    {
        _conversation = new(new MusterOptions { ClientName = "test", Registries = { "one:7501" } }, new Random(1), "test/1", _now);
        _conversation.OnTick(_now);
        _conversation.OnOpened(_now);
        Assert.Contains(Capabilities.Applied, Sent().Single().Hello.Capabilities);
        Hear(new Down { Welcome = new Welcome { Session = "1-1", Secret = ByteString.CopyFromUtf8("secret"), HeartbeatMs = 30_000 } });
        _conversation.Subscribe("orders", null, _now);
        Hear(new Down { Snapshot = Frames.Snapshot(5, Frames.Listed("a"), Frames.Listed("b"), Frames.Listed("c")) });
        _conversation.TakeOutputs();
    }

    [Fact]
    public void It_is_said_after_the_list_was_shown()
    {
        Hear(Leave(oneIn: 1));

        var outputs = _conversation.TakeOutputs();
        Assert.IsType<ConversationOutput.ListChanged>(outputs[0]);
        Assert.Equal(("orders", 6UL), (Said(outputs[1]).Service, Said(outputs[1]).Revision.Sequence));
        Assert.Equal(2, outputs.Count);
    }

    [Fact]
    public void Unasked_it_is_not_said()
    {
        Hear(Leave(oneIn: 0));

        Assert.IsType<ConversationOutput.ListChanged>(_conversation.TakeOutputs().Single());
    }

    [Fact]
    public void A_list_of_several_pages_is_confirmed_with_the_last()
    {
        var pages = Frames.Pages(6, 2, [Frames.Listed("a"), Frames.Listed("b")]);
        pages[0].AppliedOneIn = 1;

        Hear(new Down { Snapshot = pages[0] });
        Assert.Empty(_conversation.TakeOutputs());
        Hear(new Down { Snapshot = pages[1] });
        Assert.Equal(6UL, Said(_conversation.TakeOutputs()[^1]).Revision.Sequence);
    }

    [Fact]
    public void A_list_that_is_held_back_is_not_in_use_until_the_doubt_ends()
    {
        var delta = Frames.Delta(5, 6, [], [], ("a", Cause.Deregistered), ("b", Cause.Expired), ("c", Cause.Expired));
        delta.AppliedOneIn = 1;
        Hear(new Down { Delta = delta });
        Assert.True(_conversation.TakeOutputs().OfType<ConversationOutput.ListChanged>().Single().Change.List.HeldBack);

        _now += ShrinkGuard.Confirmation;
        _conversation.OnTick(_now);

        var outputs = _conversation.TakeOutputs();
        Assert.Equal(6UL, outputs.OfType<ConversationOutput.Send>().Select(send => send.Frame.Applied).OfType<Applied>().Single().Revision.Sequence);
    }

    [Fact]
    public void What_was_missed_is_confirmed_when_it_is_there()
    {
        var missed = Frames.Delta(6, 7, [Frames.Listed("a")], [], ("c", Cause.Deregistered));
        missed.AppliedOneIn = 1;
        Hear(new Down { Delta = missed });
        Assert.NotNull(Sent().Single().Subscribe);

        var whole = Frames.Snapshot(7, Frames.Listed("a"), Frames.Listed("b"));
        whole.AppliedOneIn = 1;
        Hear(new Down { Snapshot = whole });

        Assert.Equal(7UL, Sent().Single().Applied.Revision.Sequence);
    }

    [Fact]
    public void One_in_ten_is_said_about_one_time_in_ten()
    {
        var list = new[] { Frames.Listed("a"), Frames.Listed("b"), Frames.Listed("c") };
        for (ulong sequence = 5; sequence < 5005; sequence++)
        {
            var delta = Frames.Delta(sequence, sequence + 1, list, []);
            delta.AppliedOneIn = 10;
            Hear(new Down { Delta = delta });
        }

        Assert.InRange(Sent().Count(frame => frame.Applied is not null), 400, 600);
    }

    private static Down Leave(uint oneIn)
    {
        var delta = Frames.Delta(5, 6, [Frames.Listed("a"), Frames.Listed("b")], [], ("c", Cause.Deregistered));
        delta.AppliedOneIn = oneIn;
        return new Down { Delta = delta };
    }

    private static Applied Said(ConversationOutput output) => Assert.IsType<ConversationOutput.Send>(output).Frame.Applied;

    private void Hear(Down frame) => _conversation.OnFrame(frame, _now);

    private List<Up> Sent() => [.. _conversation.TakeOutputs().OfType<ConversationOutput.Send>().Select(send => send.Frame)];
}
