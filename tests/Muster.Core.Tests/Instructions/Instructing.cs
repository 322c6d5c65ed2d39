using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Protocol;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Core.Tests.Instructions;

/// <summary>An instruction from the asking to its receipt, with the machine, by hand.</summary>
public sealed class Instructing
{
    private readonly TestRegistry _registry = new();
    private readonly List<InstructionReceipt> _told = [];

    [Fact]
    public void It_goes_down_with_all_that_its_process_needs_and_its_receipt_tells_what_came_of_it()
    {
        var provider = Provide();

        Assert.Null(Ask("i-1", request => request.Arguments["file"] = "rules.json").Error);

        var instruction = provider.Read().Single().Instruction;
        Assert.Equal(("i-1", "orders", "o-1", 1UL, "reload", "rules.json", 30_000U), (instruction.Id, instruction.Service, instruction.Instance, instruction.Incarnation, instruction.Command, instruction.Arguments["file"], instruction.WithinMs));
        Assert.Empty(_told);

        _registry.Advance(1);
        provider.Answer("i-1", Outcome.Failed, "no such file");

        Assert.Equal(new InstructionReceipt { Id = "i-1", Outcome = Outcome.Failed, Message = "no such file", Incarnation = 1, Client = "o-1", TookMs = 1000 }, _told.Single());
        var told = _registry.Events.OfType<RegistryEvent.Instructed>().Single();
        Assert.Equal(("anonymous", "reload", Outcome.Failed), (told.By.Name, told.Request.Command, told.Receipt.Outcome));
    }

    [Fact]
    public void The_same_id_takes_effect_once_and_everybody_who_asks_gets_the_same_receipt()
    {
        var provider = Provide();
        for (var asked = 0; asked < 5; asked++) Ask("i-1");
        Assert.Single(provider.Read());

        provider.Answer("i-1", Outcome.Done);
        for (var asked = 0; asked < 5; asked++) Ask("i-1");

        Assert.Empty(provider.Read());
        Assert.Equal(10, _told.Count);
        Assert.All(_told, receipt => Assert.Equal(_told[0], receipt));
        Assert.Single(_registry.Events.OfType<RegistryEvent.Instructed>());
    }

    [Fact]
    public void An_id_is_remembered_for_ten_minutes_and_forgotten_after_that()
    {
        var provider = Provide();
        Ask("i-1");
        provider.Answer("i-1", Outcome.Done);
        provider.Read();

        Pass(provider, 599);
        Ask("i-1");
        Assert.Empty(Instructions(provider));
        Pass(provider, 2);
        Ask("i-1");
        Assert.Single(Instructions(provider));
    }

    [Fact]
    public void An_id_that_means_two_things_is_refused()
    {
        var provider = Provide();
        Ask("i-1");

        Assert.Equal(ErrorCode.Conflict, Ask("i-1", request => request.Command = "drain").Error!.Code);
        Assert.Equal(ErrorCode.Conflict, Ask("i-1", request => request.Arguments["a"] = "b").Error!.Code);
        Assert.Equal(ErrorCode.Conflict, Ask("i-1", request => request.Instance = "o-2").Error!.Code);
        Assert.Null(Ask("i-1", request => request.WithinMs = 7_000).Error);   // how long he waits is his own affair
        Assert.Single(Instructions(provider));
    }

    public static TheoryData<string, ulong, ErrorCode, string> Refusals => new()
    {
        { "nobody", 0, ErrorCode.NotFound, "instance 'nobody' of default/orders is not registered. Nothing was done." },
        { "o-1", 2, ErrorCode.Conflict, "instance 'o-1' of default/orders runs as incarnation 1, and the instruction is for 2. Nothing was done." },
        { "old", 0, ErrorCode.Conflict, "the client of instance 'old' of default/orders ('old') takes no instructions. Nothing was done. Update the library that it uses." },
        { "thin", 0, ErrorCode.Conflict, "instance 'thin' of default/orders is registered by requests, and has no connection that an instruction could go by. Nothing was done." },
        { "kept", 0, ErrorCode.Conflict, "instance 'kept' of default/orders was registered by an operator: no process is behind it. Nothing was done." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Whom_it_cannot_be_for_is_told_at_once(string id, ulong incarnation, ErrorCode code, string message)
    {
        Provide();
        _registry.Provide("old");
        _registry.Ask(new Input.PutThin(Caller.Anonymous, new("default", "orders"), new Instance { Id = "thin", Addresses = { "http://10.0.0.7:80" } }, TimeSpan.FromSeconds(30)));
        _registry.Step(new Input.Persist([new PersistentChange(new("default", "orders"), "kept", new PersistentInstance { Instance = new Instance { Id = "kept", Addresses = { "http://10.0.0.9:80" } }, Incarnation = 1, Author = "anna" })]));

        var asked = Ask("i-1", request => (request.Instance, request.Incarnation) = (id, incarnation));

        Assert.Equal((code, message), (asked.Error!.Code, asked.Error.Message));
        Assert.Empty(_told);
        Assert.Null(Ask("i-1").Error);   // nothing was done, so the id is free
    }

    [Fact]
    public void One_whose_connection_breaks_before_the_result_is_sent_again_on_the_next()
    {
        var provider = Provide();
        Ask("i-1");
        provider.Read();
        provider.Drop();
        _registry.Advance(5);

        var again = new TestPeer(_registry, "o-1");
        again.Hello(resume: provider.Resume, obeys: true);
        _registry.Advance(0.1);

        var instruction = Instructions(again).Single();
        Assert.Equal(("i-1", 24_950U), (instruction.Id, instruction.WithinMs));
        again.Answer("i-1", Outcome.Done);
        Assert.Equal(Outcome.Done, _told.Single().Outcome);
    }

    [Fact]
    public void A_result_on_the_next_connection_counts_before_it_was_sent_again()
    {
        var provider = Provide();
        Ask("i-1");
        provider.Drop();
        var again = new TestPeer(_registry, "o-1");
        again.Hello(resume: provider.Resume, obeys: true);

        again.Answer("i-1", Outcome.Done);

        Assert.Equal(Outcome.Done, _told.Single().Outcome);
    }

    [Fact]
    public void Without_a_result_its_receipt_does_not_pretend_to_know()
    {
        var provider = Provide();
        Ask("i-1");
        provider.Read();
        provider.Drop();

        _registry.Advance(31);

        Assert.Equal((Outcome.Unknown, "It was sent, and the connection broke before the process answered. It may have taken effect."), (_told.Single().Outcome, _told[0].Message));
    }

    [Fact]
    public void Who_was_away_all_the_time_was_told_nothing()
    {
        var provider = Provide();
        provider.Drop();

        Assert.Null(Ask("i-1").Error);
        _registry.Advance(31);

        Assert.Equal((Outcome.NotDone, "Its process had no connection to the registry all the time."), (_told.Single().Outcome, _told[0].Message));
    }

    [Fact]
    public void Who_is_away_when_it_is_asked_for_gets_it_on_his_return()
    {
        var provider = Provide();
        provider.Drop();
        Ask("i-1");
        _registry.Advance(3);

        var again = new TestPeer(_registry, "o-1");
        again.Hello(resume: provider.Resume, obeys: true);
        _registry.Advance(0.1);

        Assert.Equal("i-1", Instructions(again).Single().Id);
    }

    [Fact]
    public void Another_run_of_the_instance_does_not_get_it()
    {
        var provider = Provide();
        Ask("i-1");
        provider.Read();
        provider.Drop();

        var next = new TestPeer(_registry, "the next");
        next.Hello(obeys: true);
        Assert.Equal(2UL, next.Register("o-1").Incarnation);
        _registry.Advance(0.1);

        Assert.Empty(Instructions(next));
        Assert.Equal((Outcome.Unknown, "The run of the instance that it was for has left. It was sent before that, and may have taken effect."), (_told.Single().Outcome, _told[0].Message));
    }

    [Fact]
    public void Who_comes_back_with_an_older_client_does_not_get_it()
    {
        var provider = Provide();
        provider.Drop();
        Ask("i-1");
        var again = new TestPeer(_registry, "o-1");
        again.Hello(resume: provider.Resume);
        _registry.Advance(0.1);

        Assert.Empty(Instructions(again));
        Assert.Equal(Outcome.NotDone, _told.Single().Outcome);
    }

    [Fact]
    public void A_late_result_puts_the_record_straight()
    {
        var provider = Provide();
        Ask("i-1");
        Pass(provider, 33);
        Assert.Equal(Outcome.Unknown, _told.Single().Outcome);

        provider.Answer("i-1", Outcome.Done);
        Ask("i-1");

        Assert.Equal(Outcome.Done, _told[1].Outcome);
        Assert.Equal([Outcome.Unknown, Outcome.Done], _registry.Events.OfType<RegistryEvent.Instructed>().Select(told => told.Receipt.Outcome));
    }

    [Fact]
    public void What_the_process_said_before_its_result_is_in_the_list_when_the_receipt_is_told()
    {
        var provider = Provide();
        Ask("i-1");
        provider.Register(new Registration { Service = "orders", Incarnation = 1, Instance = new Instance { Id = "o-1", Weight = 0, Addresses = { "http://10.0.0.7:8080" } } });

        provider.Answer("i-1", Outcome.Done);

        Assert.Equal(0U, Instance.Parser.ParseFrom(_registry.View().Entries[0].Instance).Weight);
    }

    [Fact]
    public void Nobody_answers_for_another()
    {
        Provide();
        var stranger = new TestPeer(_registry, "stranger");
        stranger.Hello(obeys: true);
        stranger.Register("o-2");
        Ask("i-1");

        stranger.Answer("i-1", Outcome.Done);
        stranger.Answer("unheard-of", Outcome.Done);

        Assert.Empty(_told);
    }

    [Fact]
    public void A_node_that_stops_tells_what_it_knows_and_takes_no_more()
    {
        Provide();
        Ask("i-1");

        _registry.Step(new Input.Leave("This node is stopping."));

        Assert.Equal((Outcome.Unknown, "The registry ended: This node is stopping. It was sent before that, and may have taken effect."), (_told.Single().Outcome, _told[0].Message));
        Assert.Equal(ErrorCode.Unavailable, Ask("i-2").Error!.Code);
        Assert.Null(Ask("i-1").Error);   // what is known is told
    }

    [Fact]
    public void What_there_is_no_room_for_is_refused_with_the_limit()
    {
        var provider = Provide();
        for (var number = 0; number < Limits.InstructionsPerInstance; number++) Assert.Null(Ask($"i-{number}").Error);

        Assert.Equal((ErrorCode.LimitReached, "100 instructions for 'o-1' await their result, which is the limit. Nothing was done; ask again in a while."), Words(Ask("one-more")));

        foreach (var instruction in Instructions(provider)) provider.Answer(instruction.Id, Outcome.Done);
        for (var number = Limits.InstructionsPerInstance; number < Limits.InstructionsKept; number++)
        {
            Assert.Null(Ask($"i-{number}").Error);
            provider.Answer($"i-{number}", Outcome.Done);
            provider.Read();
        }

        Assert.Equal((ErrorCode.LimitReached, "There were 5000 instructions within 10 minutes, which is the limit. Nothing was done; ask again in a while."), Words(Ask("one-more")));
        Assert.Null(Ask("i-7").Error);   // a receipt takes no room
    }

    [Fact]
    public void Who_waits_for_one_receipt_is_bounded_too()
    {
        Provide();
        for (var asked = 0; asked < 100; asked++) Assert.Null(Ask("i-1").Error);

        Assert.Equal((ErrorCode.LimitReached, "100 already wait for the receipt of 'i-1', which is the limit. Ask again in a while."), Words(Ask("i-1")));
    }

    private static (ErrorCode Code, string Message) Words(Input.Instruct asked) => (asked.Error!.Code, asked.Error.Message);

    private static List<Instruction> Instructions(TestPeer peer) => [.. peer.Read().Select(frame => frame.Instruction).OfType<Instruction>()];

    /// <summary>Time passes while the process is heard.</summary>
    private void Pass(TestPeer provider, int seconds)
    {
        for (var passed = 0; passed < seconds; passed++)
        {
            provider.Beat();
            _registry.Advance(1, by: 1);
        }
    }

    private TestPeer Provide()
    {
        var provider = new TestPeer(_registry, "o-1");
        provider.Hello(obeys: true);
        provider.Register("o-1");
        return provider;
    }

    private Input.Instruct Ask(string id, Action<InstructRequest>? but = null)
    {
        var request = new InstructRequest { Id = id, Namespace = "default", Service = "orders", Instance = "o-1", Command = "reload" };
        but?.Invoke(request);
        var asked = new Input.Instruct(Caller.Anonymous, request, _told.Add);
        _registry.Step(asked);
        return asked;
    }
}
