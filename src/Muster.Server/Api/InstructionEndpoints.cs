using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Server.Control;

namespace Muster.Server.Api;

/// <summary>Commands that are pushed down to the process of an instance.</summary>
internal static class InstructionEndpoints
{
    private const string Example = """{"command":"drain","within":"30s"}""";
    private const string Empty = $"The body is empty. Send the command as JSON, such as {Example}.";

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/v1/namespaces/{namespace}/services/{service}/instances/{id}/instruct", InstructAsync)
            .WithName("instructInstance").WithTags("Instances")
            .WithSummary("Has the process of an instance do something, and answers with the receipt.")
            .WithDescription("Answers when the process has said what came of it, or when the time is over. The same id takes effect once, and is answered with the same receipt for 10 minutes.")
            .Accepts<InstructionEditJson>("application/json").Produces<InstructionJson>()
            .Refuses(
                StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound,
                StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status429TooManyRequests,
                StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> InstructAsync(string @namespace, string service, string id, HttpRequest request, Gate gate, InstructionDesk instructions, CancellationToken cancel)
    {
        var (caller, error) = gate.Admit(request, Verb.Instruct, new(@namespace, service));
        if (caller is null) return new Problem(error!);

        var asked = new InstructRequest { Namespace = @namespace, Service = service, Instance = id };
        if (await JsonBody.ReadAsync(request, Empty, body => Read(body, asked), cancel) is { } problem) return problem;
        (var receipt, error) = await instructions.InstructAsync(caller, asked, cancel);
        return receipt is null ? new Problem(error!) : Results.Json(InstructionJson.Of(receipt), ApiJson.Plain.InstructionJson);
    }

    private static string? Read(JsonElement body, InstructRequest into) => JsonBody.ReadFields(body, Example, (name, value) => name switch
    {
        "command" => InstanceField.Text(name, value, text => into.Command = text),
        "arguments" => InstanceField.Map(name, value, (key, text) => into.Arguments[key] = text),
        "incarnation" => value.ValueKind is JsonValueKind.Number && value.TryGetUInt64(out var run) ? Take(() => into.Incarnation = run) : "Property 'incarnation' must be a whole number.",
        "id" => InstanceField.Text(name, value, text => into.Id = text),
        "within" => ReadWithin(name, value, into),
        _ => $"The body has the unknown property {Names.Quote(name)}. Known are command, arguments, within, incarnation and id.",
    });

    private static string? ReadWithin(string name, JsonElement value, InstructRequest into)
    {
        var written = "";
        if (InstanceField.Text(name, value, text => written = text) is { } fault) return fault;
        var (within, unreadable) = TimeToLive.Parse(name, written);
        return unreadable ?? Take(() => into.WithinMs = (uint)Math.Min(uint.MaxValue, Math.Ceiling(within.TotalMilliseconds)));
    }

    private static string? Take(Action take)
    {
        take();
        return null;
    }
}
