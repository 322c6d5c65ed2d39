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
        if (body.ValueKind is not JsonValueKind.Object) return $"The body is not a JSON object. Send one, such as {Example}.";

        var said = false;
        foreach (var field in body.EnumerateObject())
        {
            var fault = field.Name switch
            {
                "text" => InstanceField.Text(field.Name, field.Value, text => (into.Text, said) = (text, true)),
                "reason" => InstanceField.Text(field.Name, field.Value, text => into.Reason = text),
                _ => $"The body has the unknown property {Names.Quote(field.Name)}. Known are text and reason.",
            };
            if (fault is not null) return fault;
        }

        return said ? null : $"Property 'text' is missing. Send the policy such as {Example}.";
    }
}
