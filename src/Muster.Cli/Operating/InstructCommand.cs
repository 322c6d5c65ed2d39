using System.CommandLine;
using System.Security.Cryptography;
using Muster.Cli.CommandLine;
using Muster.Protocol;
using Muster.Server.Api;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Cli.Operating;

/// <summary><c>muster instruct</c>: has the process of an instance do something, and prints the receipt.</summary>
internal static class InstructCommand
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);

    public static Command Create(RegistryOptions registry, Surroundings here)
    {
        var service = new Argument<string>("SERVICE") { Description = "The service's name." };
        var id = new Argument<string>("ID") { Description = "The instance's id." };
        var command = new Argument<string>("COMMAND") { Description = "drain, resume, refresh, or a name that the process itself gives a meaning to." };
        var arguments = new Argument<string[]>("KEY=VALUE") { Description = "Arguments for a command of the process's own.", Arity = ArgumentArity.ZeroOrMore };
        var deadline = new Option<string?>("--deadline") { HelpName = "TIME", Description = $"Nothing begins after this time; at most {Limits.InstructionSeconds}s. Default: 30s." };
        var incarnation = new Option<ulong>("--incarnation") { HelpName = "N", Description = "Only for this run of the instance, as 'muster why' tells it. Default: the one that is registered now." };
        var name = new Option<string?>("--id") { HelpName = "ID", Description = "The instruction's own name, to ask for its receipt again. Default: a new one." };
        var verb = new Verb("instruct", "Has the process of an instance do something, once, and prints the receipt.")
        {
            Details =
            [
                "drain: new calls go elsewhere until resume. refresh: registers again, and gets its lists anew. Other names mean what the process says they do.",
                "The same --id takes effect once within 10 minutes, and is answered with the same receipt.",
            ],
            Examples =
            [
                "muster instruct orders orders-1 drain",
                "muster instruct orders orders-1 reload-rules file=/etc/rules.json --deadline 1m",
            ],
        };
        verb.Add(service);
        verb.Add(id);
        verb.Add(command);
        verb.Add(arguments);
        verb.Add(deadline);
        verb.Add(incarnation);
        verb.Add(name);
        registry.AddTo(verb, printsLists: false);
        verb.Does(async (line, cancel) =>
        {
            var request = new InstructRequest
            {
                Id = line.GetValue(name) ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
                Service = ServiceName.Check(line.GetRequiredValue(service)), Instance = line.GetRequiredValue(id),
                Command = line.GetRequiredValue(command), Incarnation = line.GetValue(incarnation), WithinMs = WithinOf(line.GetValue(deadline)),
            };
            foreach (var argument in line.GetValue(arguments) ?? []) Add(request, argument);
            using var calls = registry.TargetOf(line, here).Open();
            return Tell(request, await calls.InstructAsync(request, cancel), here);
        });
        return verb;
    }

    private static int Tell(InstructRequest request, InstructionReceipt receipt, Surroundings here)
    {
        here.Out.WriteLine(ForeignText.Show(
            $"{request.Command} of {request.Instance}: {InstructionJson.Word(receipt.Outcome)} in {TimeToLive.Write(TimeSpan.FromMilliseconds(receipt.TookMs))} (incarnation {receipt.Incarnation}, {receipt.Client}, id {receipt.Id})"));
        if (receipt.Message.Length > 0) here.Note(ForeignText.Show(receipt.Message));
        return receipt.Outcome is Outcome.Done ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Add(InstructRequest request, string argument)
    {
        if (argument.Split('=', 2) is not [var key, var value]) throw new CommandFailure(ExitCode.Usage, $"{Names.Quote(argument)} is not KEY=VALUE.");
        if (!request.Arguments.TryAdd(key, value)) throw new CommandFailure(ExitCode.Usage, $"The argument {Names.Quote(key)} is said twice.");
    }

    private static uint WithinOf(string? written)
    {
        if (written is null) return (uint)DefaultDeadline.TotalMilliseconds;
        var (within, fault) = TimeToLive.Parse("--deadline", written);
        if (fault is not null) throw new CommandFailure(ExitCode.Usage, fault);
        return within.TotalSeconds <= Limits.InstructionSeconds
            ? (uint)Math.Ceiling(within.TotalMilliseconds)
            : throw new CommandFailure(ExitCode.Usage, $"--deadline: an instruction has {Limits.InstructionSeconds}s at most.");
    }
}
