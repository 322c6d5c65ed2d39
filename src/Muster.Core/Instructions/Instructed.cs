using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Core.Sessions;
using Muster.Protocol;

namespace Muster.Core.Instructions;

/// <summary>One instruction that was taken in: what is asked, of which run, how far it has come, and who wants to know.</summary>
/// <remarks>Written by <see cref="InstructionBook"/> alone.</remarks>
internal sealed class Instructed(Caller by, InstructRequest request, ulong incarnation, string client, TimeSpan now)
{
    public Caller By { get; } = by;

    public InstructRequest Request { get; } = request;

    public ServiceKey Service { get; } = new(request.Namespace, request.Service);

    /// <summary>The run that it is for.</summary>
    public ulong Incarnation { get; } = incarnation;

    public TimeSpan At { get; } = now;

    public Course Course { get; set; } = Course.Begin(now + InstructionRules.WithinOf(request));

    /// <summary>The connection that it went by.</summary>
    public Connection? Connection { get; set; }

    /// <summary>Those who wait for its receipt.</summary>
    public List<Action<InstructionReceipt>> Asked { get; } = [];

    public InstructionReceipt Receipt { get; private set; } = new();

    /// <summary>Whether a request with its id asks for the same.</summary>
    public bool Is(InstructRequest other) =>
        (Request.Namespace, Request.Service, Request.Instance, Request.Command, Request.Incarnation)
            == (other.Namespace, other.Service, other.Instance, other.Command, other.Incarnation)
        && Request.Arguments.Equals(other.Arguments);

    public Instruction ToWire(TimeSpan now) => new()
    {
        Id = Request.Id, Service = Request.Service, Instance = Request.Instance, Incarnation = Incarnation, Command = Request.Command,
        Arguments = { Request.Arguments }, WithinMs = (uint)Math.Max(1, (Course.Deadline - now).TotalMilliseconds),
    };

    /// <summary>Once it is over.</summary>
    public void WriteReceipt(TimeSpan now) => Receipt = new()
    {
        Id = Request.Id, Outcome = Course.Outcome, Message = Course.Message, Incarnation = Incarnation, Client = client,
        TookMs = (ulong)(now - At).TotalMilliseconds,
    };
}
