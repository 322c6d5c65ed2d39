using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Muster.Protocol;

namespace Muster.Server.Api;

/// <summary>Reads a body as JSON, no more of it than the limit. Every fault is told by line or by field.</summary>
internal static class JsonBody
{
    /// <summary>Bytes of a body; an instance that keeps all other limits fits well.</summary>
    public const int Limit = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Whether anything is sent, where nothing has to be.</summary>
    public static bool IsIn(HttpRequest request) => request.ContentLength > 0 || request.Headers.ContainsKey(HeaderNames.TransferEncoding);

    /// <summary>Null when it was read; else what is wrong with it.</summary>
    /// <param name="request">With a body.</param>
    /// <param name="empty">What to say where there is none.</param>
    /// <param name="read">Takes the document; answers null or its fault.</param>
    /// <param name="cancel">The client is gone.</param>
    public static async Task<Problem?> ReadAsync(HttpRequest request, string empty, Func<JsonElement, string?> read, CancellationToken cancel)
    {
        if (!request.HasJsonContentType()) return NotJson(request);
        if (await ReadBytesAsync(request, cancel) is not { } bytes) return TooLarge();
        if (bytes.Length == 0) return Invalid(empty);

        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return read(document.RootElement) is { } fault ? Invalid(fault) : null;
        }
        catch (JsonException bad)
        {
            return Invalid(bad.LineNumber is { } line
                ? $"The body is not valid JSON at line {line + 1}, byte {bad.BytePositionInLine + 1}."
                : "The body has a property twice. Name each once.");
        }
        catch (InvalidOperationException)   // how JSON text is refused that no string can hold
        {
            return Invalid("The body has a string that is not valid Unicode.");
        }
    }

    /// <summary>Takes an object field by field, to the first fault.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="example">What to say where it is no object.</param>
    /// <param name="take">Takes a field by its name; answers null or its fault.</param>
    public static string? ReadFields(JsonElement body, string example, Func<string, JsonElement, string?> take)
    {
        if (body.ValueKind is not JsonValueKind.Object) return $"The body is not a JSON object. Send one, such as {example}.";
        foreach (var field in body.EnumerateObject())
            if (take(field.Name, field.Value) is { } fault) return fault;
        return null;
    }

    /// <summary>The answer to a body of another kind.</summary>
    public static Problem NotJson(HttpRequest request) => new(
        Errors.Of(ErrorCode.Unsupported, $"The body is {(request.ContentType is { } type ? Names.Quote(type) : "of no stated type")}; send JSON, with the header 'Content-Type: application/json'."),
        StatusCodes.Status415UnsupportedMediaType);

    private static Problem TooLarge() => new(
        Errors.Of(ErrorCode.LimitReached, $"The body is larger than {Limit} bytes, which is the limit."), StatusCodes.Status413PayloadTooLarge);

    private static Problem Invalid(string fault) => new(Errors.Invalid(fault));

    /// <summary>Null when there is more than the limit.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadBytesAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > Limit) return null;

        var bytes = new byte[(request.ContentLength ?? Limit) + 1];
        var read = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        if (read > Limit) return null;
        return bytes.AsMemory(0, read);
    }
}
