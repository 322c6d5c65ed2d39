using System.ComponentModel;
using System.Text.Json;
using Muster.Protocol;

namespace Muster.Server.Api;

[Description("What is to be laid over a field of an instance.")]
internal sealed record OverlayEditJson(
    [property: Description("Of weight, 0 to 10000; of standing, drained or disabled; of a zone or a label, any text.")] string Value,
    [property: Description("For whoever finds this later: 1 to 200 characters.")] string Reason,
    [property: Description("When it ends: 30s, 2h; when absent, it holds until it is taken off.")] string? For = null,
    [property: Description("Binds it to the id, also for who registers under it later; else to the run that is registered now.")] bool Keep = false);

/// <summary>Reads an overlay as HTTP brings it. Every fault is told by field.</summary>
internal static class OverlayBody
{
    public const string Empty = $"The body is empty. Send the overlay as JSON, such as {Example}.";

    private const string Example = """{"value":"50","reason":"half the load while we look","for":"2h"}""";

    public static string? Read(JsonElement body, EditOverlaysRequest into, out string value)
    {
        string? said = null;
        var fault = JsonBody.ReadFields(body, Example, (name, field) => name switch
        {
            "value" => InstanceField.Scalar(name, field, text => said = text),
            "reason" => InstanceField.Text(name, field, text => into.Reason = text),
            "for" => InstanceField.Text(name, field, _ => { }) ?? Within(field.GetString()!, into),
            "keep" => InstanceField.Flag(name, field, flag => into.Keep = flag),
            _ => $"The body has the unknown property {Names.Quote(name)}. Known are value, reason, for and keep.",
        });
        value = said ?? "";
        return fault ?? (said is null ? $"Property 'value' is missing. Send the overlay such as {Example}." : null);
    }

    private static string? Within(string written, EditOverlaysRequest into)
    {
        var (within, fault) = TimeToLive.Parse("for", written);
        into.WithinMs = (ulong)Math.Max(1, within.TotalMilliseconds);
        return fault;
    }
}
