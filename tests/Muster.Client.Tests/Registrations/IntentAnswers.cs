using Muster.Client.Registrations;
using Muster.Protocol;
using Outcome = Muster.Protocol.RegistrationResult.Types.Outcome;

namespace Muster.Client.Tests.Registrations;

/// <summary>What this process wants, and how far the registry has followed.</summary>
public sealed class IntentAnswers
{
    private readonly Intents _intents = new();

    [Fact]
    public void What_is_wanted_is_said_once_a_connection()
    {
        var intent = Want("a");

        Assert.Equal(0UL, Say().Single().Register.Registrations.Single().Incarnation);
        Assert.Empty(Say());

        Answer(1, "a", Outcome.Accepted, incarnation: 3);
        Assert.Equal((IntentState.Accepted, 3UL), (intent.State, intent.Incarnation));
        Assert.Empty(Say());
    }

    [Fact]
    public void How_it_may_be_probed_is_said_with_every_registration()
    {
        var probe = new ProbeOptions { Kind = ProbeKind.Http, Path = "/healthz" }.ToWire();
        _intents.Want("orders", new Instance { Id = "probed" }, probe);

        Assert.Equal(probe, Say().Single().Register.Registrations.Single().Probe);
        Assert.Equal(new Probe { Kind = Probe.Types.Kind.Http, Path = "/healthz", IntervalMs = 10_000, TimeoutMs = 1_000, Fall = 3, Rise = 2 }, probe);
        Assert.Null(new ProbeOptions().ToWire());
    }

    [Fact]
    public void A_new_session_hears_of_everything_again_with_its_incarnation()
    {
        Want("a");
        Say();
        Answer(1, "a", Outcome.Accepted, incarnation: 3);

        _intents.OnNewConnection(resumed: false);

        Assert.Equal(3UL, Say().Single().Register.Registrations.Single().Incarnation);
    }

    [Fact]
    public void A_resumed_session_hears_only_of_what_it_has_not_answered()
    {
        Want("a");
        Say();
        Answer(1, "a", Outcome.Accepted, incarnation: 3);
        Want("b");
        Say();   // lost with the connection

        _intents.OnNewConnection(resumed: true);

        Assert.Equal("b", Say().Single().Register.Registrations.Single().Instance.Id);
    }

    [Fact]
    public void Whoever_was_replaced_stays_out()
    {
        var intent = Want("a");
        Say();
        Answer(1, "a", Outcome.Accepted, incarnation: 1);

        Answer(0, "a", Outcome.Replaced);   // unasked
        _intents.OnNewConnection(resumed: false);

        Assert.Equal(IntentState.Replaced, intent.State);
        Assert.Empty(Say());
    }

    [Fact]
    public void Whoever_lives_although_an_operator_buried_him_registers_again_with_his_incarnation()
    {
        var intent = Want("a");
        Say();
        Answer(1, "a", Outcome.Accepted, incarnation: 3);

        Answer(0, "a", Outcome.Removed);   // unasked

        Assert.Equal(3UL, Say().Single().Register.Registrations.Single().Incarnation);
        Answer(2, "a", Outcome.Accepted, incarnation: 4);
        Assert.Equal((IntentState.Accepted, 4UL), (intent.State, intent.Incarnation));
    }

    [Fact]
    public void What_was_refused_is_tried_again_with_the_next_session_or_when_it_changes()
    {
        var intent = Want("a");
        Say();
        Answer(1, "a", Outcome.Refused, error: Errors.Invalid("no"));
        Assert.Equal((IntentState.Refused, "no"), (intent.State, intent.Error?.Message));

        _intents.OnNewConnection(resumed: true);
        Assert.Empty(Say());

        _intents.OnNewConnection(resumed: false);
        Assert.Single(Say());
        Answer(2, "a", Outcome.Refused, error: Errors.Invalid("no"));

        Want("a");
        Assert.Single(Say());
    }

    [Fact]
    public void An_answer_to_the_goodbye_says_nothing_of_who_came_after_it()
    {
        var first = Want("a");
        Say();
        Answer(1, "a", Outcome.Accepted, incarnation: 1);
        first.Leave();
        Say();
        var second = Want("a");
        Say();

        Answer(2, "a", Outcome.Removed);
        Assert.Equal(IntentState.Wanted, second.State);

        Answer(3, "a", Outcome.Accepted, incarnation: 2);
        Assert.Equal((IntentState.Accepted, 2UL), (second.State, second.Incarnation));
    }

    [Fact]
    public void An_answer_to_an_earlier_word_says_nothing_of_a_later_one()
    {
        var intent = Want("a");
        Say();
        Want("a");   // changed before the answer
        Say();

        Answer(1, "a", Outcome.Refused, error: Errors.Invalid("no"));
        Assert.Equal(IntentState.Wanted, intent.State);

        Answer(2, "a", Outcome.Accepted, incarnation: 1);
        Assert.Equal((IntentState.Accepted, null), (intent.State, intent.Error));
    }

    [Fact]
    public void Unasked_news_of_a_claim_that_is_still_to_be_answered_waits_for_the_answer()
    {
        var intent = Want("a");
        Say();

        Answer(0, "a", Outcome.Replaced);

        Assert.Equal(IntentState.Wanted, intent.State);
    }

    [Fact]
    public void A_goodbye_is_said_before_what_follows_it()
    {
        var intent = Want("a");
        Say();
        Answer(1, "a", Outcome.Accepted, incarnation: 1);
        intent.Leave();
        Want("b");

        Assert.Equal([Up.FrameOneofCase.Deregister, Up.FrameOneofCase.Register], Say().Select(frame => frame.FrameCase));

        Answer(2, "a", Outcome.Removed);
        Assert.Equal(IntentState.Gone, intent.State);
    }

    [Fact]
    public async Task Whoever_waits_for_a_registration_that_is_taken_back_is_told()
    {
        var intent = Want("a");
        intent.Leave();
        Say();
        Answer(1, "a", Outcome.Removed);
        intent.Settled.Publish(intent);

        Assert.Equal("Instance 'a' of 'orders' was taken back before the registry had decided.", (await intent.Settled.WhenDecided)?.Message);
    }

    [Fact]
    public async Task An_instance_described_anew_waits_for_a_decision_of_its_own()
    {
        var intent = Want("a");
        Say();
        Answer(1, "a", Outcome.Accepted, incarnation: 1);
        intent.Settled.Publish(intent);
        Assert.Null(await intent.Settled.WhenDecided);

        Want("a");
        Say();
        Assert.False(intent.Settled.WhenDecided.IsCompleted);
        Answer(2, "a", Outcome.Refused, error: Errors.Invalid("no"));
        intent.Settled.Publish(intent);

        Assert.Equal("no", (await intent.Settled.WhenDecided)?.Message);
    }

    [Fact]
    public async Task A_goodbye_asks_for_a_receipt_only_where_one_is_wanted_and_takes_it_by_its_request()
    {
        var (with, without) = (Want("a"), Want("b"));
        Say();
        without.Leave();
        Assert.Equal(0u, Say().Single().Deregister.ReceiptWithinMs);
        with.Leave(TimeSpan.FromSeconds(5));
        var asked = Say().Single().Deregister;
        Answer(asked.Request, "a", Outcome.Removed);

        _intents.On(new Departed { Request = asked.Request + 1 });
        Assert.False(with.Settled.WhenReceipted.IsCompleted);
        _intents.On(new Departed { Request = asked.Request, Stragglers = { "slow" }, Uncovered = 2 });

        var receipt = (await with.Settled.WhenReceipted)!;
        Assert.Equal((5000u, "slow", 2, false), (asked.ReceiptWithinMs, receipt.Stragglers.Single(), receipt.Uncovered, receipt.EveryoneKnows));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receipt_that_was_lost_with_the_connection_is_asked_for_again_unless_the_goodbye_was_answered(bool answered)
    {
        var intent = Want("a");
        Say();
        intent.Leave(TimeSpan.FromSeconds(5));
        Say();
        if (answered) Answer(2, "a", Outcome.Removed);

        _intents.OnNewConnection(resumed: true);

        Assert.Equal(answered, intent.Settled.WhenReceipted.IsCompleted);
        if (answered) Assert.Null(await intent.Settled.WhenReceipted);
        Assert.Equal(answered ? 0 : 1, Say().Count(frame => frame.Deregister?.ReceiptWithinMs == 5000));
    }

    [Fact]
    public void However_large_the_instances_are_every_frame_fits()
    {
        for (var i = 0; i < 500; i++)
        {
            var instance = Some($"{i:000}");
            instance.Metadata.Add("k", new string('v', Limits.InstanceBytes - instance.CalculateSize() - 20));
            Assert.InRange(instance.CalculateSize(), Limits.InstanceBytes - 20, Limits.InstanceBytes);
            _intents.Want(new string('s', Limits.Name), instance);
        }

        var frames = Say();

        Assert.Equal(500, frames.Sum(frame => frame.Register.Registrations.Count));
        Assert.All(frames, frame => Assert.InRange(frame.CalculateSize(), 1, Limits.FrameBytes));
    }

    private static Instance Some(string id) => new() { Id = id, Addresses = { "http://a:1" } };

    private Intent Want(string id) => _intents.Want("orders", Some(id));

    private List<Up> Say() => [.. _intents.Say()];

    private void Answer(ulong request, string id, Outcome outcome, ulong incarnation = 0, Error? error = null) => _intents.On(new Registered
    {
        Request = request, Results = { new RegistrationResult { Service = "orders", Id = id, Outcome = outcome, Incarnation = incarnation, Error = error } },
    });
}
