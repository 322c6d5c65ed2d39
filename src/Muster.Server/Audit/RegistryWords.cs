using Muster.Core;
using Muster.Core.Access;
using Muster.Protocol;
using Kind = Muster.Protocol.AuditEntry.Types.Kind;

namespace Muster.Server.Audit;

/// <summary>What the registry itself tells of logins and refusals, as entries.</summary>
internal static class RegistryWords
{
    /// <summary>Null for what nobody has to answer for.</summary>
    public static AuditEntry? Of(RegistryEvent happened) => happened switch
    {
        RegistryEvent.SessionOpened { Session: var session, Resumed: var resumed } => new()
        {
            Kind = Kind.Login, By = session.Caller.Name, From = session.Connection?.Peer ?? "", Namespace = session.Namespace,
            What = Shown($"{(resumed ? "resumed session" : "session")} of {session.Client}"), Outcome = AuditTrail.Done,
        },
        RegistryEvent.Instructed { By: var by, Request: var request, Receipt: var receipt } => Instruction(by, request, receipt.Outcome switch
        {
            InstructionReceipt.Types.Outcome.Done => AuditTrail.Done,
            InstructionReceipt.Types.Outcome.Failed => $"failed: {receipt.Message}",
            InstructionReceipt.Types.Outcome.NotDone => $"not done: {receipt.Message}",
            _ => $"unknown: {receipt.Message}",
        }),
        RegistryEvent.Refused { Instance: { } about } refused => new()
        {
            Kind = Kind.Registration, By = refused.By, From = refused.From, Namespace = about.Service.Namespace, Service = Shown(about.Service.Service),
            What = Shown(about.Id), Outcome = refused.Error.Message,
        },
        RegistryEvent.Refused { Error.Code: ErrorCode.Unauthenticated or ErrorCode.Forbidden } refused => new() { Kind = Kind.Denied, By = refused.By, From = refused.From, What = Shown(refused.Client), Outcome = refused.Error.Message },
        _ => null,
    };

    /// <summary>A request that was refused for who asked it.</summary>
    public static AuditEntry Denied(string by, string from, string what, Error error) => new() { Kind = Kind.Denied, By = by, From = from, What = Shown(what), Outcome = error.Message };

    /// <summary>A command for a process, and what came of it. The values of its arguments may be secrets, and are not written.</summary>
    public static AuditEntry Instruction(Caller by, InstructRequest request, string outcome) => new()
    {
        Kind = Kind.Instruction, By = by.Name, From = by.From, Namespace = request.Namespace, Service = request.Service,
        What = Shown($"{request.Command} of {request.Instance}{(request.Arguments.Count == 0 ? "" : $" with {string.Join(", ", request.Arguments.Keys.Order(StringComparer.Ordinal))}")}"), Outcome = Shown(outcome),
    };

    /// <summary>Words of others: cut and without control characters, as they may break every rule of names.</summary>
    private static string Shown(string text) => Names.Quote(text, 3 * Limits.Name)[1..^1];
}
