using Muster.Client.Registrations;
using Muster.Client.Sessions;
using Muster.Protocol;
using Outcome = Muster.Protocol.InstructionReceipt.Types.Outcome;

namespace Muster.Client.Instructions;

/// <summary>What this process was told to do, and what came of it, for ten minutes: what comes twice takes effect once.</summary>
/// <remarks>
/// <code>
///   new ──▶ what the SDK does itself ──▶ Obey ── the application's part, off the loop ──▶ Done ──▶ result
///   known ──▶ result again, or nothing while it is at work
/// </code>
/// A part of the conversation: stepped by its loop alone. What there is no room for is refused, and not remembered.
/// </remarks>
/// <param name="intents">What this process wants registered.</param>
/// <param name="subscriptions">What it follows.</param>
/// <param name="put">Takes what is to be sent or done.</param>
/// <param name="isLive">Whether anything can be sent now; a result that cannot is asked for again.</param>
internal sealed class ReceivedInstructions(Intents intents, Subscriptions subscriptions, Action<ConversationOutput> put, Func<bool> isLive)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(Limits.InstructionMinutes);

    private readonly Dictionary<string, InstructionResult?> _known = new(StringComparer.Ordinal);   // null: at work
    private readonly Queue<(TimeSpan At, string Id)> _byAge = new();
    private int _atWork;

    public void On(Instruction instruction, TimeSpan now)
    {
        Forget(now);
        if (_known.TryGetValue(instruction.Id, out var result))
        {
            if (result is not null) Say(result);
            return;
        }

        if (Refusal(instruction) is { } refusal)
        {
            Say(new() { Id = instruction.Id, Outcome = Outcome.NotDone, Message = refusal });
            return;
        }

        _known.Add(instruction.Id, null);
        _byAge.Enqueue((now, instruction.Id));
        _atWork++;
        Begin(instruction);
        put(new ConversationOutput.Obey(instruction));
    }

    /// <summary>The application's part is over.</summary>
    public void Done(InstructionResult result)
    {
        _atWork--;
        if (_known.ContainsKey(result.Id)) _known[result.Id] = result;
        Say(result);
    }

    private string? Refusal(Instruction instruction)
    {
        if (!intents.IsHeld(instruction.Service, instruction.Instance, instruction.Incarnation))
            return $"This process does not hold '{instruction.Instance}' of '{instruction.Service}' at incarnation {instruction.Incarnation}.";
        if (_atWork >= Limits.InstructionsPerInstance) return $"{Limits.InstructionsPerInstance} instructions are at work in this process, which is the limit.";
        return _known.Count >= Limits.InstructionsKept ? $"This process had {Limits.InstructionsKept} instructions within {Limits.InstructionMinutes} minutes, which is the limit." : null;
    }

    /// <summary>What the SDK does itself. The registry reads of it before it reads the result.</summary>
    private void Begin(Instruction instruction)
    {
        switch (instruction.Command)
        {
            case InstructionNames.Drain: intents.Drain(instruction.Service, instruction.Instance, drained: true); break;
            case InstructionNames.Resume: intents.Drain(instruction.Service, instruction.Instance, drained: false); break;
            case InstructionNames.Refresh: intents.SayAllAgain(); subscriptions.AskForAllAnew(); break;
        }

        foreach (var frame in intents.Say()) put(new ConversationOutput.Send(frame));
    }

    private void Say(InstructionResult result)
    {
        if (isLive()) put(new ConversationOutput.Send(new Up { InstructionResult = result }));
    }

    private void Forget(TimeSpan now)
    {
        while (_byAge.TryPeek(out var oldest) && now - oldest.At >= Memory)
        {
            _byAge.Dequeue();
            _known.Remove(oldest.Id);
        }
    }
}
