using Muster.Core.Catalog;
using Muster.Core.Sessions;
using Muster.Core.Watch;
using Muster.Protocol;

namespace Muster.Core.Instructions;

/// <summary>All instructions of the last ten minutes: those that await their result, and what came of the others.</summary>
/// <remarks>
/// One that is asked for again under its id takes no second effect: who asks gets the receipt of the first. One whose connection
/// broke is sent again on the next, where its process tells by the id whether it has had it. Bounded: what there is no room for
/// is refused, with the limit. A restarted node has forgotten all; processes have not.
/// </remarks>
internal sealed class InstructionBook(ServiceTable services, Publisher publisher, Action<RegistryEvent> happened)
{
    /// <summary>Who may wait for one receipt.</summary>
    private const int MostAsking = 100;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(Limits.InstructionMinutes);

    private readonly Dictionary<string, Instructed> _known = new(StringComparer.Ordinal);
    private readonly Queue<Instructed> _byAge = new();
    private readonly List<Instructed> _open = [];
    private string? _stopping;

    /// <summary>Those that await their result.</summary>
    public int Open => _open.Count;

    /// <summary>Takes an instruction in. The caller may have it carried out; the request breaks no rule of its own.</summary>
    public void Take(Input.Instruct asked, TimeSpan now)
    {
        Forget(now);
        asked.Error = _known.TryGetValue(asked.Request.Id, out var known) ? Again(known, asked) : Begin(asked, now);
    }

    /// <summary>A process says what came of one.</summary>
    public void Take(Connection connection, InstructionResult result, TimeSpan now)
    {
        if (!_known.TryGetValue(result.Id, out var instructed) || !IsFrom(connection, instructed)) return;
        var wasOpen = !instructed.Course.IsOver;
        var next = instructed.Course.OnResult(result.Outcome, result.Message);
        if (next == instructed.Course) return;
        instructed.Course = next;
        if (wasOpen) _open.Remove(instructed);
        if (services.Find(instructed.Service) is { } service) publisher.Hurry(service, now);   // who reads the receipt sees what the process said before it
        End(instructed, now);
    }

    public void Tick(TimeSpan now)
    {
        Forget(now);
        for (var at = _open.Count - 1; at >= 0; at--)
        {
            var instructed = _open[at];
            if (instructed.Connection is { Outbox.Ended: true }) (instructed.Connection, instructed.Course) = (null, instructed.Course.OnLost());
            instructed.Course = instructed.Course.OnTick(now);
            if (instructed.Course.WantsConnection) Reach(instructed, now);
            if (!instructed.Course.IsOver) continue;
            _open.RemoveAt(at);
            End(instructed, now);
        }
    }

    /// <summary>The node stops: whoever waits is told what is known.</summary>
    public void Stop(string reason, TimeSpan now)
    {
        _stopping = reason;
        foreach (var instructed in _open)
        {
            instructed.Course = instructed.Course.OnOutOfReach($"The registry ended: {reason}");
            End(instructed, now);
        }

        _open.Clear();
    }

    private Error? Begin(Input.Instruct asked, TimeSpan now)
    {
        var request = asked.Request;
        var target = Target.Find(services, new(request.Namespace, request.Service), request.Instance);
        if (InstructionRules.Refusal(request, target) is { } refusal) return refusal;
        if (_stopping is not null) return Errors.Of(ErrorCode.Unavailable, $"{_stopping} Nothing was done.");
        if (RoomFor(request) is { } full) return Errors.Of(ErrorCode.LimitReached, $"{full} Nothing was done; ask again in a while.");

        var instructed = new Instructed(asked.Caller, request, target!.Value.Incarnation, target.Value.Holder.Client, now) { Asked = { asked.Told } };
        _known.Add(request.Id, instructed);
        _byAge.Enqueue(instructed);
        _open.Add(instructed);
        Reach(instructed, now);
        return null;
    }

    private static Error? Again(Instructed known, Input.Instruct asked)
    {
        if (!known.Is(asked.Request))
            return Errors.Of(ErrorCode.Conflict, $"Another instruction has had the id '{asked.Request.Id}' within {Limits.InstructionMinutes} minutes. Nothing was done; use an id of its own.");
        if (known.Course.IsOver) asked.Told(known.Receipt);
        else if (known.Asked.Count < MostAsking) known.Asked.Add(asked.Told);
        else return Errors.Of(ErrorCode.LimitReached, $"{MostAsking} already wait for the receipt of '{asked.Request.Id}', which is the limit. Ask again in a while.");
        return null;
    }

    private string? RoomFor(InstructRequest request)
    {
        if (_open.Count >= Limits.Instructions) return $"{Limits.Instructions} instructions await their result, which is the limit.";
        if (_known.Count >= Limits.InstructionsKept) return $"There were {Limits.InstructionsKept} instructions within {Limits.InstructionMinutes} minutes, which is the limit.";
        return _open.Count(other => other.Request.Instance == request.Instance && other.Service == new ServiceKey(request.Namespace, request.Service)) >= Limits.InstructionsPerInstance
            ? $"{Limits.InstructionsPerInstance} instructions for '{request.Instance}' await their result, which is the limit."
            : null;
    }

    /// <summary>Sends it where its process has a connection.</summary>
    private void Reach(Instructed instructed, TimeSpan now)
    {
        var target = Target.Find(services, instructed.Service, instructed.Request.Instance);
        if (target?.Incarnation != instructed.Incarnation)
        {
            instructed.Course = instructed.Course.OnOutOfReach("The run of the instance that it was for has left.");
        }
        else if (target.Value.Connection is { TakesInstructions: false })
        {
            instructed.Course = instructed.Course.OnOutOfReach("Its process has come back with a client that takes no instructions.");
        }
        else if (target.Value.Connection is { } connection)
        {
            connection.Outbox.Put(new Down { Instruction = instructed.ToWire(now) });
            (instructed.Connection, instructed.Course) = (connection, instructed.Course.OnSent());
        }
    }

    /// <summary>A result counts from whom it was sent to, and from who holds the run now.</summary>
    private bool IsFrom(Connection connection, Instructed instructed) =>
        instructed.Connection == connection
        || (Target.Find(services, instructed.Service, instructed.Request.Instance) is { } target && target.Incarnation == instructed.Incarnation && target.Holder == connection.Session);

    private void End(Instructed instructed, TimeSpan now)
    {
        instructed.WriteReceipt(now);
        foreach (var told in instructed.Asked) told(instructed.Receipt);
        instructed.Asked.Clear();
        happened(new RegistryEvent.Instructed(instructed.By, instructed.Request, instructed.Receipt));
    }

    private void Forget(TimeSpan now)
    {
        while (_byAge.TryPeek(out var oldest) && now - oldest.At >= Memory)
        {
            _byAge.Dequeue();
            _known.Remove(oldest.Request.Id);
        }
    }
}
