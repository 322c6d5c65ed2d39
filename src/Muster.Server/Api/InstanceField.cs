using System.Text.Json;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>Takes one field of a body, or tells how it is not what it should be.</summary>
internal static class InstanceField
{
    public static string? Text(string name, JsonElement value, Action<string> take)
    {
        if (value.ValueKind is not JsonValueKind.String) return Fault(name, "a string", value);
        take(value.GetString()!);
        return null;
    }

    /// <summary>A text; a number is taken as it is written.</summary>
    public static string? Scalar(string name, JsonElement value, Action<string> take)
    {
        if (value.ValueKind is not JsonValueKind.Number) return Text(name, value, take);
        take(value.GetRawText());
        return null;
    }

    public static string? Flag(string name, JsonElement value, Action<bool> take)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) return Fault(name, "true or false", value);
        take(value.GetBoolean());
        return null;
    }

    public static string? Number(string name, JsonElement value, Action<uint> take)
    {
        if (value.ValueKind is not JsonValueKind.Number || !value.TryGetUInt32(out var number))
            return Fault(name, $"a whole number from 0 to {Limits.Weight}", value);
        take(number);
        return null;
    }

    /// <summary>A bound: 1 or more.</summary>
    public static string? Whole(string name, JsonElement value, Action<uint> take)
    {
        if (value.ValueKind is not JsonValueKind.Number || !value.TryGetUInt32(out var number) || number == 0)
            return Fault(name, "a whole number from 1 on", value);
        take(number);
        return null;
    }

    public static string? Texts(string name, JsonElement value, Action<string> take)
    {
        if (value.ValueKind is not JsonValueKind.Array) return Fault(name, "a list of strings", value);

        var at = 0;
        foreach (var item in value.EnumerateArray())
            if (Text($"{name}[{at++}]", item, take) is { } fault) return fault;
        return null;
    }

    public static string? Map(string name, JsonElement value, Action<string, string> take)
    {
        if (value.ValueKind is not JsonValueKind.Object) return Fault(name, "an object of strings", value);

        foreach (var field in value.EnumerateObject())
            if (Text($"{name}.{field.Name}", field.Value, text => take(field.Name, text)) is { } fault) return fault;
        return null;
    }

    private static string Fault(string name, string wanted, JsonElement value) =>
        $"Property {Names.Quote(name)} must be {wanted}, not {Shown(value)}.";

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the string {Names.Quote(value.GetString()!)}",
        _ => value.GetRawText() is { Length: <= 40 } text ? text : "a longer number",
    };
}
