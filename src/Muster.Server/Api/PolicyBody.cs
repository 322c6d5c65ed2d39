using System.Text.Json;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>Reads an admission policy as HTTP brings it.</summary>
internal static class PolicyBody
{
    public const string Empty = $"The body is empty. Send the policy as JSON, such as {Example}.";

    private const string Example = """{"text":"deny address=10.9.0.0/16","reason":"the test network"}""";

    public static string? Read(JsonElement body, ApplyPolicyRequest into)
    {
        var said = false;
        var fault = JsonBody.ReadFields(body, Example, (name, value) => name switch
        {
            "text" => InstanceField.Text(name, value, text => (into.Text, said) = (text, true)),
            "reason" => InstanceField.Text(name, value, text => into.Reason = text),
            _ => $"The body has the unknown property {Names.Quote(name)}. Known are text and reason.",
        });
        return fault ?? (said ? null : $"Property 'text' is missing. Send the policy such as {Example}.");
    }
}
