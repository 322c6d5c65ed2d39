using Google.Protobuf;
using Muster.Client.Sessions;
using Muster.Protocol;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Client.Tests.Instructions;

/// <summary>What the conversation makes of instructions, frame by frame.</summary>
public sealed class Obeying
{
    private readonly Conversation _conversation = new(new MusterOptions { ClientName = "test", Registries = { "one:7501" } }, new Random(1), "test/1", TimeSpan.FromMinutes(1));
    private TimeSpan _now = TimeSpan.FromMinutes(1);
    private ulong _requests;

    public Obeying()
    {
        _conversation.Want("orders", new Instance { Id = "o-1", Addresses = { "http://10.0.0.7:80" }, Weight = 50 });
        Connect(resumed: false);
        Accept();
        _conversation.TakeOutputs();
    }

    [Fact]
    public void It_says_that_it_obeys() => Assert.Contains(Capabilities.Instructions, Connect(resumed: true).Capabilities);

    [Fact]
    public void What_comes_ten_times_takes_effect_once_and_is_answered_ten_times()
    {
        for (var time = 0; time < 5; time++) Tell("i-1", "reload");
        Assert.Single(_conversation.TakeOutputs().OfType<ConversationOutput.Obey>());

        _conversation.Instructions.Done(new() { Id = "i-1", Outcome = Outcome.Failed, Message = "no such file" });
        for (var time = 0; time < 5; time++) Tell("i-1", "reload");

        var outputs = _conversation.TakeOutputs();
        Assert.Empty(outputs.OfType<ConversationOutput.Obey>());
        Assert.Equal(Enumerable.Repeat((Outcome.Failed, "no such file"), 6), Results(outputs).Select(result => (result.Outcome, result.Message)));
    }

    [Fact]
    public void A_result_that_could_not_be_sent_is_sent_when_it_is_asked_for_again()
    {
        Tell("i-1", "reload");
        _conversation.OnLost("cut", _now);
        _conversation.TakeOutputs();
        _conversation.Instructions.Done(new() { Id = "i-1", Outcome = Outcome.Done });
        Assert.Empty(_conversation.TakeOutputs());

        Connect(resumed: true);
        Tell("i-1", "reload");

        var outputs = _conversation.TakeOutputs();
        Assert.Equal(Outcome.Done, Results(outputs).Single().Outcome);
        Assert.Empty(outputs.OfType<ConversationOutput.Obey>());
    }

    [Fact]
    public void What_is_not_for_this_run_has_no_effect()
    {
        Tell("i-1", "drain", incarnation: 2);
        Tell("i-2", "drain", instance: "o-2");

        var outputs = _conversation.TakeOutputs();
        Assert.Equal([(Outcome.NotDone, "This process does not hold 'o-1' of 'orders' at incarnation 2."), (Outcome.NotDone, "This process does not hold 'o-2' of 'orders' at incarnation 3.")], Results(outputs).Select(result => (result.Outcome, result.Message)));
        Assert.Equal(2, outputs.Count);
    }

    [Fact]
    public void A_drained_instance_is_registered_with_no_weight_also_anew_until_it_resumes()
    {
        Tell("i-1", "drain");
        Assert.Equal((0U, 3UL), Registered());   // and is said before the result can be
        Accept();

        _conversation.Want("orders", new Instance { Id = "o-1", Addresses = { "http://10.0.0.7:80" }, Weight = 70 });
        Assert.Equal((0U, 3UL), Registered());
        Accept();
        Connect(resumed: false);
        Assert.Equal((0U, 3UL), Registered());
        Accept();

        Tell("i-2", "resume");
        Assert.Equal((70U, 3UL), Registered());
    }

    [Fact]
    public void Refreshed_it_registers_again_and_asks_for_its_lists_as_if_it_had_none()
    {
        _conversation.Subscribe("orders", null, _now);
        _conversation.OnFrame(new Down { Snapshot = Lists.Frames.Snapshot(5, Lists.Frames.Listed("a")) }, _now);
        _conversation.TakeOutputs();

        Tell("i-1", "refresh");

        var sent = _conversation.TakeOutputs().OfType<ConversationOutput.Send>().Select(send => send.Frame).ToList();
        Assert.Equal("o-1", sent.Single(frame => frame.Register is not null).Register.Registrations.Single().Instance.Id);
        Assert.Null(sent.Single(frame => frame.Subscribe is not null).Subscribe.Subscriptions.Single().Held);
    }

    [Fact]
    public void Ids_are_forgotten_after_ten_minutes_and_what_there_is_no_room_for_is_refused()
    {
        for (var number = 0; number <= Limits.InstructionsPerInstance; number++) Tell($"i-{number}", "reload");
        var outputs = _conversation.TakeOutputs();
        Assert.Equal(Limits.InstructionsPerInstance, outputs.OfType<ConversationOutput.Obey>().Count());
        Assert.Equal((Outcome.NotDone, "100 instructions are at work in this process, which is the limit."), (Results(outputs).Single().Outcome, Results(outputs).Single().Message));

        _conversation.Instructions.Done(new() { Id = "i-0", Outcome = Outcome.Done });
        _now += TimeSpan.FromMinutes(10);
        Tell("i-0", "reload");
        Assert.Single(_conversation.TakeOutputs().OfType<ConversationOutput.Obey>());
    }

    private static List<InstructionResult> Results(IEnumerable<ConversationOutput> outputs) =>
        [.. outputs.OfType<ConversationOutput.Send>().Select(send => send.Frame.InstructionResult).OfType<InstructionResult>()];

    private void Tell(string id, string command, ulong incarnation = 3, string instance = "o-1") => _conversation.OnFrame(
        new Down { Instruction = new Instruction { Id = id, Service = "orders", Instance = instance, Incarnation = instance == "o-1" ? incarnation : 3, Command = command, WithinMs = 30_000 } }, _now);

    /// <summary>The weight and the incarnation that the registry is told now.</summary>
    private (uint Weight, ulong Incarnation) Registered()
    {
        var registration = _conversation.TakeOutputs().OfType<ConversationOutput.Send>().Select(send => send.Frame.Register).OfType<Register>().Single().Registrations.Single();
        return (registration.Instance.Weight, registration.Incarnation);
    }

    private Hello Connect(bool resumed)
    {
        if (_conversation.IsLive) _conversation.OnLost("cut", _now);
        _now += TimeSpan.FromSeconds(5);
        _conversation.OnTick(_now);
        _conversation.TakeOutputs();
        _conversation.OnOpened(_now);
        var hello = _conversation.TakeOutputs().OfType<ConversationOutput.Send>().Single().Frame.Hello;
        _conversation.OnFrame(new Down { Welcome = new Welcome { Session = "1-1", Secret = ByteString.CopyFromUtf8("secret"), HeartbeatMs = 30_000, TimeoutMs = 90_000, Resumed = resumed } }, _now);
        return hello;
    }

    private void Accept() => _conversation.OnFrame(
        new Down { Registered = new Registered { Request = ++_requests, Results = { new RegistrationResult { Service = "orders", Id = "o-1", Outcome = RegistrationResult.Types.Outcome.Accepted, Incarnation = 3 } } } }, _now);
}
