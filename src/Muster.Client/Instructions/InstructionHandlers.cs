using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Muster.Client.Telemetry;
using Muster.Protocol;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Client.Instructions;

/// <summary>The application's part in instructions, by name; any thread adds. A failure is an outcome, and ends nothing but itself.</summary>
internal sealed partial class InstructionHandlers(TimeProvider clock, ILogger logger)
{
    private readonly ConcurrentDictionary<string, Func<IReadOnlyDictionary<string, string>, CancellationToken, Task>> _handlers = new(StringComparer.Ordinal);

    /// <summary>From now on; the last one given for a name holds.</summary>
    /// <exception cref="MusterException">The name cannot be one.</exception>
    public void Set(string name, Func<IReadOnlyDictionary<string, string>, CancellationToken, Task> handle) =>
        _handlers[InstructionNames.FaultIn(name) is { } fault ? throw new MusterException(ErrorCode.Invalid, fault) : name] = handle;

    /// <summary>Has the application do its part, and tells what came of it when that is done, failed or late.</summary>
    public async Task ObeyAsync(Instruction instruction, Func<InstructionResult, ValueTask> tell, CancellationToken stopping)
    {
        var (outcome, message) = await HandleAsync(instruction, stopping).ConfigureAwait(false);
        ClientMeter.Instructed(outcome);
        Log.Instructed(logger, instruction.Instance, instruction.Service, instruction.Command, outcome, message);
        await tell(new() { Id = instruction.Id, Outcome = outcome, Message = message }).ConfigureAwait(false);
    }

    private async Task<(Outcome Outcome, string Message)> HandleAsync(Instruction instruction, CancellationToken stopping)
    {
        if (!_handlers.TryGetValue(instruction.Command, out var handle))
            return InstructionNames.IsBuiltIn(instruction.Command) ? (Outcome.Done, "") : (Outcome.NotDone, $"This process knows no '{instruction.Command}'.");

        var within = TimeSpan.FromMilliseconds(instruction.WithinMs);
        using var late = new CancellationTokenSource(within, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        try
        {
            var cancel = over.Token;
            await Task.Run(() => handle(instruction.Arguments, cancel), cancel).WaitAsync(cancel).ConfigureAwait(false);
            return (Outcome.Done, "");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (Outcome.Failed, "The process is ending.");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return (Outcome.Failed, $"'{instruction.Command}' was not done within {within.TotalSeconds:0.#} s, and was told to stop.");
        }
        catch (Exception failure)
        {
            return (Outcome.Failed, Cut($"{failure.GetType().Name}: {failure.Message}"));
        }
    }

    private static string Cut(string text) => text.Length <= Limits.EvidenceText ? text : text[..Limits.EvidenceText];
}
