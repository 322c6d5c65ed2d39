using System.Text.Json;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>Reads what HTTP says of a token. Every fault is told by field.</summary>
internal static class TokenBody
{
    public const string EmptyToken = $"The body is empty. Send what the token allows as JSON, such as {Token}.";
    public const string EmptyRotation = $"The body is empty. Send how it is rotated as JSON, such as {Rotation}; or {{}}.";

    private const string Token = """{"may":["provider"],"namespace":"shop","service":"orders*","for":"30d"}""";
    private const string Rotation = """{"overlap":"1d"}""";

    public static string? Read(JsonElement body, CreateTokenRequest into) => JsonBody.ReadFields(body, Token, (name, value) => name switch
    {
        "may" => InstanceField.Texts(name, value, into.May.Add),
        "namespace" => InstanceField.Text(name, value, text => into.Namespace = text),
        "service" => InstanceField.Text(name, value, text => into.Service = text),
        "for" => Duration(name, value, milliseconds => into.WithinMs = milliseconds),
        "quota" => Quota(value, into.Quota = new()),
        "join" => InstanceField.Flag(name, value, join => into.Join = join),
        _ => $"The body has the unknown property {Names.Quote(name)}. Known are may, namespace, service, for, join and quota.",
    });

    public static string? Read(JsonElement body, RotateTokenRequest into) => JsonBody.ReadFields(body, Rotation, (name, value) => name switch
    {
        "overlap" => Duration(name, value, milliseconds => into.OverlapMs = milliseconds),
        "for" => Duration(name, value, milliseconds => into.WithinMs = milliseconds),
        _ => $"The body has the unknown property {Names.Quote(name)}. Known are overlap and for.",
    });

    private static string? Quota(JsonElement value, TokenQuota into) => JsonBody.ReadFields(value, """{"instances":100}""", (name, bound) => name switch
    {
        "instances" => InstanceField.Whole(name, bound, number => into.Instances = number),
        "subscriptions" => InstanceField.Whole(name, bound, number => into.Subscriptions = number),
        "callsPerSecond" => InstanceField.Whole(name, bound, number => into.CallsPerSecond = number),
        "burst" => InstanceField.Whole(name, bound, number => into.Burst = number),
        _ => $"The quota has the unknown property {Names.Quote(name)}. Known are instances, subscriptions, callsPerSecond and burst.",
    });

    private static string? Duration(string name, JsonElement value, Action<ulong> take)
    {
        string? wrong = null;
        return InstanceField.Text(name, value, text =>
        {
            (var duration, wrong) = TimeToLive.Parse(name, text);
            take((ulong)Math.Max(1, duration.TotalMilliseconds));
        }) ?? wrong;
    }
}
