using Muster.Core;
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

    /// <summary>Words of others: cut and without control characters, as they may break every rule of names.</summary>
    private static string Shown(string text) => Names.Quote(text, 3 * Limits.Name)[1..^1];
}
