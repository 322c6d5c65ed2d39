using Google.Protobuf;
using Muster.Client.Sessions;
using Muster.Client.Tests.Lists;
using Muster.Protocol;

namespace Muster.Client.Tests.Sessions;

/// <summary>The client's side of the conversation, frame by frame.</summary>
public sealed class Conversations
{
    private readonly MusterOptions _options = new() { ClientName = "test", Registries = { "one:7501" } };
    private TimeSpan _now = TimeSpan.FromMinutes(1);

    [Fact]
    public void It_dials_says_hello_and_is_live_with_the_welcome()
    {
        var conversation = Start();
        Assert.Equal(new ConversationOutput.Dial("one:7501"), Tick(conversation).Single());

        conversation.OnOpened(_now);
        Assert.Equal(("test", "default"), (Sent(conversation).Single().Hello.Client, _options.Namespace));
        Assert.False(conversation.IsLive);

        conversation.OnFrame(Welcome(), _now);
        Assert.True(conversation.IsLive);
    }

    [Theory]
    [InlineData("test", "This process is configured for environment 'prod', but the registry belongs to environment 'test'. Correct Environment or Registries in the configuration.")]
    [InlineData("", "This process is configured for environment 'prod', but the registry belongs to no named environment. Correct Environment or Registries in the configuration.")]
    public void A_registry_of_another_environment_is_refused_for_good(string environment, string words)
    {
        _options.Environment = "prod";
        var conversation = Start();
        Tick(conversation);
        conversation.OnOpened(_now);
        conversation.TakeOutputs();

        conversation.OnFrame(Welcome(environment: environment), _now);

        Assert.Equal([new ConversationOutput.HangUp(), new ConversationOutput.StateChanged(ConnectionState.Rejected, words)], conversation.TakeOutputs());
        conversation.OnLost("closed", _now);
        _now += TimeSpan.FromHours(1);
        Assert.Empty(Tick(conversation));
        Assert.Equal(TimeSpan.MaxValue, conversation.NextDeadline);
    }

    [Fact]
    public void After_a_loss_it_dials_again_and_asks_to_resume()
    {
        var conversation = Live();
        conversation.OnLost("reset", _now);
        Assert.InRange(conversation.NextDeadline - _now, TimeSpan.Zero, Backoff.First);

        _now = conversation.NextDeadline;
        Assert.IsType<ConversationOutput.Dial>(Tick(conversation).Single(output => output is ConversationOutput.Dial));
        conversation.OnOpened(_now);

        Assert.Equal(new Resume { Session = "1-1", Secret = ByteString.CopyFromUtf8("secret") }, Sent(conversation).Single().Hello.Resume);
    }

    [Fact]
    public void A_silent_registry_is_given_up()
    {
        var conversation = Live();
        for (var end = _now + Pulse.Silence; _now < end && conversation.IsLive;) Tick(conversation, _now = conversation.NextDeadline);

        Assert.False(conversation.IsLive);
    }

    [Fact]
    public void A_ping_is_answered()
    {
        var conversation = Live();
        conversation.OnFrame(new Down { Ping = new Ping() }, _now);

        Assert.NotNull(Sent(conversation).Single().Pong);
    }

    [Fact]
    public void Whoever_is_sent_away_goes_where_he_is_told()
    {
        var conversation = Live();
        conversation.OnFrame(new Down { GoAway = new GoAway { Reason = "stopping", Nodes = { "two:7501" } } }, _now);
        Assert.Contains(new ConversationOutput.HangUp(), conversation.TakeOutputs());

        Assert.Equal(new ConversationOutput.Dial("two:7501"), Tick(conversation, _now = conversation.NextDeadline).Single());
    }

    [Fact]
    public void A_gap_is_asked_about_once_telling_what_is_held()
    {
        var conversation = Live();
        Follow(conversation, Frames.Snapshot(5, Frames.Listed("a")));

        var missed = Frames.Delta(6, 7, [Frames.Listed("a"), Frames.Listed("b")], [Frames.Listed("b")]);
        conversation.OnFrame(new Down { Delta = missed }, _now);
        conversation.OnFrame(new Down { Delta = missed }, _now);

        Assert.Equal(5UL, Sent(conversation).Single().Subscribe.Subscriptions.Single().Held.Revision.Sequence);
    }

    [Fact]
    public void A_disproved_list_is_reported_and_asked_for_as_a_whole()
    {
        var conversation = Live();
        Follow(conversation, Frames.Snapshot(5, Frames.Listed("a")));

        conversation.OnFrame(new Down { Delta = Frames.Delta(5, 6, [], [Frames.Listed("b")]) }, _now);

        var outputs = conversation.TakeOutputs();
        Assert.Single(outputs.OfType<ConversationOutput.Trouble>());
        Assert.Null(outputs.OfType<ConversationOutput.Send>().Single().Frame.Subscribe.Subscriptions.Single().Held);
    }

    [Fact]
    public void A_sum_that_differs_makes_it_ask_and_one_that_agrees_does_not()
    {
        var conversation = Live();
        Follow(conversation, Frames.Snapshot(5, Frames.Listed("a")));
        Tick(conversation, _now = conversation.NextDeadline);

        conversation.OnFrame(Ack(1, ListDigest.HeldEntry("orders", Frames.Digest([Frames.Listed("a")]))), _now);
        Assert.Empty(conversation.TakeOutputs());

        conversation.OnFrame(Ack(1, 7), _now);
        Assert.Equal("orders", Sent(conversation).Single().Subscribe.Subscriptions.Single().Service);
    }

    [Fact]
    public void A_refusal_after_the_welcome_is_reported_and_the_conversation_goes_on()
    {
        var conversation = Live();
        var error = Errors.Of(ErrorCode.Forbidden, "no");

        conversation.OnFrame(new Down { Refused = new Refused { Error = error } }, _now);

        Assert.Equal([new ConversationOutput.Trouble(error)], conversation.TakeOutputs());
        Assert.True(conversation.IsLive);
    }

    private static Down Welcome(string environment = "") => new()
    {
        Welcome = new Welcome { Session = "1-1", Secret = ByteString.CopyFromUtf8("secret"), HeartbeatMs = 30_000, TimeoutMs = 90_000, Environment = environment },
    };

    private static Down Ack(ulong number, ulong held) => new() { HeartbeatAck = new HeartbeatAck { Number = number, Held = held } };

    private static List<Up> Sent(Conversation conversation) =>
        [.. conversation.TakeOutputs().OfType<ConversationOutput.Send>().Select(send => send.Frame)];

    private Conversation Start() => new(_options, new Random(1), "test/1", _now);

    private Conversation Live()
    {
        var conversation = Start();
        Tick(conversation);
        conversation.OnOpened(_now);
        conversation.OnFrame(Welcome(), _now);
        conversation.TakeOutputs();
        return conversation;
    }

    private void Follow(Conversation conversation, ServiceSnapshot list)
    {
        conversation.Subscribe("orders", null, _now);
        conversation.OnFrame(new Down { Snapshot = list }, _now);
        conversation.TakeOutputs();
    }

    private IReadOnlyList<ConversationOutput> Tick(Conversation conversation, TimeSpan? at = null)
    {
        conversation.OnTick(at ?? _now);
        return conversation.TakeOutputs();
    }
}
