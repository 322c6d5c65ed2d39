using Muster.Client.Sessions;
using Muster.Protocol;

namespace Muster.Client.Tests.Sessions;

/// <summary>A credential that opens nothing: told apart from what passes, said once, and asked about once a minute.</summary>
public sealed class Refused_for_good
{
    private static readonly Error Unknown = Errors.Of(ErrorCode.Unauthenticated, "unknown token");

    private readonly MusterOptions _options = new() { ClientName = "test", Registries = { "one:7501" } };
    private TimeSpan _now = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(ErrorCode.Unauthenticated, true)]
    [InlineData(ErrorCode.Forbidden, true)]
    [InlineData(ErrorCode.Invalid, true)]
    [InlineData(ErrorCode.Unsupported, true)]
    [InlineData(ErrorCode.Unavailable, false)]
    [InlineData(ErrorCode.LimitReached, false)]
    [InlineData(ErrorCode.Conflict, false)]
    [InlineData(ErrorCode.NotFound, false)]
    [InlineData(ErrorCode.ErrorUnspecified, false)]
    public void What_somebody_must_mend_is_told_apart_from_what_passes(ErrorCode code, bool lasts) => Assert.Equal(lasts, Refusals.Lasts(code));

    [Theory]
    [InlineData("UUU", 1, true)]     // three times in a row
    [InlineData("UU", 1, false)]     // a node that has just started may not know every token yet
    [InlineData("UUUU", 5, false)]   // of five nodes, one has not been asked
    [InlineData("UUUUU", 5, true)]
    [InlineData("UAUAU", 2, true)]   // what passes proves nothing, either way
    [InlineData("AAAAA", 1, false)]
    [InlineData("UUUA", 1, true)]
    public void It_is_proven_before_it_is_believed(string said, int nodes, bool barred)
    {
        var refusals = said.Aggregate(default(Refusals), (before, one) => before.On(one == 'U' ? Unknown : Errors.Of(ErrorCode.Unavailable, "not now"), nodes));

        Assert.Equal(barred ? Unknown : null, refusals.Bar);
    }

    [Fact]
    public void It_is_said_once_and_asked_about_once_a_minute_until_a_welcome()
    {
        var conversation = new Conversation(_options, new Random(1), "test/1", _now);
        var told = Refuse(conversation, Unknown, times: 3);
        Assert.Equal([new ConversationOutput.StateChanged(ConnectionState.Refused, "one:7501 refuses this process: unknown token")], told);

        var from = _now;
        for (var hour = 0; hour < 60; hour++)
        {
            Assert.InRange(conversation.NextDeadline - _now, 0.75 * Backoff.Barred, 1.25 * Backoff.Barred);
            Assert.Empty(Refuse(conversation, Unknown, times: 1));
        }

        Assert.InRange(_now - from, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(70));
        Assert.Single(Refuse(conversation, Errors.Of(ErrorCode.Forbidden, "no rights"), times: 1));

        Dial(conversation);
        conversation.OnFrame(new Down { Welcome = new Welcome { Session = "1-1", HeartbeatMs = 30_000 } }, _now);
        Assert.Contains(new ConversationOutput.StateChanged(ConnectionState.Connected, "new session"), conversation.TakeOutputs());
        conversation.OnLost("reset", _now);
        Assert.InRange(conversation.NextDeadline - _now, TimeSpan.Zero, Backoff.First);
    }

    [Fact]
    public void A_registry_that_is_away_meanwhile_is_no_news()
    {
        var conversation = new Conversation(_options, new Random(1), "test/1", _now);
        Refuse(conversation, Unknown, times: 3);

        _now = conversation.NextDeadline;
        conversation.OnTick(_now);
        conversation.TakeOutputs();
        conversation.OnLost("connection refused", _now);

        Assert.Empty(conversation.TakeOutputs());
        Assert.InRange(conversation.NextDeadline - _now, 0.75 * Backoff.Barred, 1.25 * Backoff.Barred);
    }

    [Fact]
    public void What_passes_is_said_once_as_well_and_tried_again_within_seconds()
    {
        var conversation = new Conversation(_options, new Random(1), "test/1", _now);

        Assert.Equal([new ConversationOutput.Trouble(Errors.Of(ErrorCode.LimitReached, "full"))], Refuse(conversation, Errors.Of(ErrorCode.LimitReached, "full"), times: 50));
        Assert.InRange(conversation.NextDeadline - _now, TimeSpan.Zero, Backoff.Longest);
    }

    [Fact]
    public void Whoever_waits_for_a_registration_is_told_and_it_stays_wanted()
    {
        var conversation = new Conversation(_options, new Random(1), "test/1", _now);
        var before = conversation.Want("orders", new Instance { Id = "a" }).Settled.WhenDecided;
        Refuse(conversation, Unknown, times: 3);
        var after = conversation.Want("orders", new Instance { Id = "b" }).Settled.WhenDecided;
        Assert.True(before.IsCompletedSuccessfully && after.IsCompletedSuccessfully, "Somebody waits for ever.");

        Dial(conversation);
        conversation.OnFrame(new Down { Welcome = new Welcome { Session = "1-1", HeartbeatMs = 30_000 } }, _now);

        var said = conversation.TakeOutputs().OfType<ConversationOutput.Send>().Single(sent => sent.Frame.Register is not null).Frame.Register;
        Assert.Equal(["a", "b"], said.Registrations.Select(one => one.Instance.Id));
    }

    [Fact]
    public void Whoever_registers_with_a_registry_of_another_environment_is_told()
    {
        _options.Environment = "prod";
        var conversation = new Conversation(_options, new Random(1), "test/1", _now);
        var waiting = conversation.Want("orders", new Instance { Id = "a" }).Settled.WhenDecided;

        Dial(conversation);
        conversation.OnFrame(new Down { Welcome = new Welcome { Environment = "test" } }, _now);

        Assert.True(waiting.IsCompletedSuccessfully, "Somebody waits for ever.");
    }

    /// <summary>What people are told of some refusals in a row.</summary>
    private List<ConversationOutput> Refuse(Conversation conversation, Error error, int times)
    {
        var told = new List<ConversationOutput>();
        for (var i = 0; i < times; i++)
        {
            Dial(conversation);
            conversation.OnFrame(new Down { Refused = new Refused { Error = error } }, _now);
            told.AddRange(conversation.TakeOutputs().Where(output => output is ConversationOutput.StateChanged or ConversationOutput.Trouble));
        }

        return told;
    }

    private void Dial(Conversation conversation)
    {
        _now = conversation.NextDeadline > _now ? conversation.NextDeadline : _now;
        conversation.OnTick(_now);
        Assert.Contains(new ConversationOutput.Dial("one:7501"), conversation.TakeOutputs());
        conversation.OnOpened(_now);
        conversation.TakeOutputs();
    }
}
