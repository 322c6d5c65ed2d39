using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>Reads what a thin client says of its instance. Every fault is told by line or by field.</summary>
internal static class InstanceBody
{
    /// <summary>Bytes of a body; an instance that keeps all other limits fits well.</summary>
    public const int Limit = 64 * 1024;

    private const string Example = """{"addresses":["http://10.0.0.7:8080"],"ttl":"30s"}""";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    public static async Task<(Instance? Instance, TimeSpan TimeToLive, Problem? Problem)> ReadAsync(HttpRequest request, string id, CancellationToken cancel)
    {
        if (!request.HasJsonContentType()) return (null, default, NotJson(request));
        if (await ReadBytesAsync(request, cancel) is not { } bytes) return (null, default, TooLarge());
        if (bytes.Length == 0) return Fail($"The body is empty. Send the instance as JSON, such as {Example}.");

        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            var (instance, timeToLive, fault) = Read(document.RootElement, id);
            return fault is null ? (instance, timeToLive, null) : Fail(fault);
        }
        catch (JsonException bad)
        {
            return Fail(bad.LineNumber is { } line
                ? $"The body is not valid JSON at line {line + 1}, byte {bad.BytePositionInLine + 1}."
                : "The body has a property twice. Name each once.");
        }
        catch (InvalidOperationException)   // how JSON text is refused that no string can hold
        {
            return Fail("The body has a string that is not valid Unicode.");
        }
    }

    /// <summary>The answer to a body of another kind.</summary>
    public static Problem NotJson(HttpRequest request) => new(
        Errors.Of(ErrorCode.Unsupported, $"The body is {(request.ContentType is { } type ? Names.Quote(type) : "of no stated type")}; send JSON, with the header 'Content-Type: application/json'."),
        StatusCodes.Status415UnsupportedMediaType);

    private static Problem TooLarge() => new(
        Errors.Of(ErrorCode.LimitReached, $"The body is larger than {Limit} bytes, which is the limit."), StatusCodes.Status413PayloadTooLarge);

    /// <summary>Null when there is more than the limit.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadBytesAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > Limit) return null;

        var bytes = new byte[(request.ContentLength ?? Limit) + 1];
        var read = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        if (read > Limit) return null;
        return bytes.AsMemory(0, read);
    }

    private static (Instance Instance, TimeSpan TimeToLive, string? Fault) Read(JsonElement body, string id)
    {
        var instance = new Instance { Id = id };
        var timeToLive = TimeToLive.Default;
        if (body.ValueKind is not JsonValueKind.Object) return (instance, timeToLive, $"The body is not a JSON object. Send one, such as {Example}.");

        foreach (var field in body.EnumerateObject())
        {
            var (name, value) = (field.Name, field.Value);
            string? fault = null;
            switch (name)
            {
                case "addresses": fault = InstanceField.Texts(name, value, instance.Addresses.Add); break;
                case "zone": fault = InstanceField.Text(name, value, text => instance.Zone = text); break;
                case "unit": fault = InstanceField.Text(name, value, text => instance.Unit = text); break;
                case "weight": fault = InstanceField.Number(name, value, number => instance.Weight = number); break;
                case "metadata": fault = InstanceField.Map(name, value, (key, text) => instance.Metadata[key] = text); break;
                case "ttl":
                    var written = "";
                    fault = InstanceField.Text(name, value, text => written = text);
                    if (fault is null) (timeToLive, fault) = TimeToLive.Parse(written);
                    break;
                default:
                    fault = $"The body has the unknown property {Names.Quote(name)}. Known are addresses, zone, unit, weight, metadata and ttl.";
                    break;
            }

            if (fault is not null) return (instance, timeToLive, fault);
        }

        return (instance, timeToLive, null);
    }

    private static (Instance?, TimeSpan, Problem?) Fail(string fault) => (null, default, new Problem(Errors.Invalid(fault)));
}
