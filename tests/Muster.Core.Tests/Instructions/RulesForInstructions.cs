using Muster.Core.Instructions;
using Muster.Protocol;

namespace Muster.Core.Tests.Instructions;

/// <summary>What is taken in at all, whomever it is for.</summary>
public sealed class RulesForInstructions
{
    public static TheoryData<InstructRequest, string?> Table => new()
    {
        { Request(), null },
        { Request(request => request.Command = "reload-rules_2.0"), null },
        { Request(request => request.WithinMs = 300_000), null },
        { Request(request => request.Hops = 8), null },
        { Request(request => request.Arguments["file"] = new string('x', 4092)), null },
        { Request(request => request.Id = ""), "instruction id '': use 1 to 64 letters, digits and . _ -." },
        { Request(request => request.Id = "a b"), "instruction id 'a b': use at most 64 letters, digits and . _ -." },
        { Request(request => request.Instance = ""), "instance id '': use 1 to 128 letters, digits and . _ - : @ starting with a letter or digit." },
        { Request(request => request.Command = ""), "command '': use 1 to 64 letters, digits and . _ -." },
        { Request(request => request.Command = "rm -rf"), "command 'rm -rf': use at most 64 letters, digits and . _ -." },
        { Request(request => request.Command = "move"), "command 'move': there is no other registry to move to yet. It takes none but drain, resume, refresh, and names of the process's own." },
        { Request(request => request.WithinMs = 300_001), "the time of an instruction is 300001 ms; the limit is 300 s." },
        { Request(request => request.Hops = 9), "the instruction was passed on 9 times; the limit is 8. The registries do not agree on who holds the instance." },
        { Request(request => request.Arguments["file"] = new string('x', 4093)), "the arguments have 4097 bytes in all; the limit is 4096." },
        { Request(request => request.Arguments["a b"] = ""), "argument 'a b': use at most 64 letters, digits and . _ -." },
        { Request(request => request.Arguments.Add(Enumerable.Range(0, 33).ToDictionary(number => $"a{number}", _ => ""))), "the instruction has 33 arguments; the limit is 32." },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_fault_says_which_and_what_may_be(InstructRequest request, string? fault) => Assert.Equal(fault, InstructionRules.FaultIn(request));

    [Theory]
    [InlineData(0u, 30)]
    [InlineData(1_500u, 1.5)]
    public void Where_no_time_is_said_it_is_thirty_seconds(uint milliseconds, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), InstructionRules.WithinOf(new() { WithinMs = milliseconds }));

    private static InstructRequest Request(Action<InstructRequest>? but = null)
    {
        var request = new InstructRequest { Id = "i-1", Namespace = "default", Service = "orders", Instance = "o-1", Command = "drain" };
        but?.Invoke(request);
        return request;
    }
}
