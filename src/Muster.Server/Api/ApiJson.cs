using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>The words of the HTTP API: how every document is written.</summary>
[JsonSerializable(typeof(NamespacesJson))]
[JsonSerializable(typeof(ServicesJson))]
[JsonSerializable(typeof(ServiceJson))]
[JsonSerializable(typeof(DeltaJson))]
[JsonSerializable(typeof(CurrentJson))]
[JsonSerializable(typeof(RegistrationJson))]
[JsonSerializable(typeof(LeaseJson))]
[JsonSerializable(typeof(OverlaysJson))]
[JsonSerializable(typeof(OverlayEditJson))]
[JsonSerializable(typeof(EditJson))]
[JsonSerializable(typeof(AuditJson))]
[JsonSerializable(typeof(PersistentInstancesJson))]
[JsonSerializable(typeof(PersistentEditJson))]
[JsonSerializable(typeof(PersistentAnswerJson))]
[JsonSerializable(typeof(BurialEditJson))]
[JsonSerializable(typeof(BurialJson))]
[JsonSerializable(typeof(InstructionEditJson))]
[JsonSerializable(typeof(InstructionJson))]
[JsonSerializable(typeof(PolicyJson))]
[JsonSerializable(typeof(PolicyHistoryJson))]
[JsonSerializable(typeof(PolicyTextJson))]
[JsonSerializable(typeof(PolicyTrialJson))]
[JsonSerializable(typeof(PolicyEffectJson))]
[JsonSerializable(typeof(TokensJson))]
[JsonSerializable(typeof(TokenEditJson))]
[JsonSerializable(typeof(RotationJson))]
[JsonSerializable(typeof(NewSecretJson))]
[JsonSerializable(typeof(NodeCertificateJson))]
[JsonSerializable(typeof(ExplanationJson))]
[JsonSerializable(typeof(PastListJson))]
[JsonSerializable(typeof(ProblemJson))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>How documents are written: for people too, who read quotes more easily than their codes. None is ever put into HTML.</summary>
    public static readonly ApiJson Plain = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Versions and digests: 16 hexadecimal digits, for numbers of 64 bits do not survive every reader of JSON.</summary>
    public static string Hex(ulong number) => number.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    public static string Word(State state) => state switch
    {
        State.Healthy => "healthy",
        State.SubHealthy => "sub-healthy",
        State.Suspect => "suspect",
        State.Dead => "dead",
        _ => throw new InvalidOperationException($"Unknown state {state}."),
    };

    public static string Word(Admission admission) => admission switch
    {
        Admission.Allowed => "allowed",
        Admission.Quarantined => "quarantined",
        Admission.Denied => "denied",
        _ => throw new InvalidOperationException($"Unknown admission {admission}."),
    };

    public static string Word(Cause cause) => cause switch
    {
        Cause.Deregistered => "deregistered",
        Cause.Drained => "drained",
        Cause.Expired => "expired",
        Cause.ProbeFailed => "probe-failed",
        Cause.Disabled => "disabled",
        Cause.Policy => "policy",
        Cause.ReplacedByAnother => "replaced-by-another",
        Cause.Buried => "buried",
        _ => throw new InvalidOperationException($"Unknown cause {cause}."),
    };
}
