using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Server.Control;

namespace Muster.Server.Api;

/// <summary>Instances whose process an operator says is gone.</summary>
internal static class BurialEndpoints
{
    private const string Example = """{"reason":"I killed it"}""";
    private const string Empty = $"The body is empty. Send the reason as JSON, such as {Example}.";

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/v1/namespaces/{namespace}/services/{service}/instances/{id}/bury", BuryAsync)
            .WithName("buryInstance").WithTags("Instances")
            .WithSummary("Takes an instance out on the word that its process is gone: at once, be it the last.")
            .WithDescription("No budget limits it, and consumers' guards let it pass. A process that lives after all is told, and comes back with a higher incarnation.")
            .Accepts<BurialEditJson>("application/json").Produces<BurialJson>()
            .Refuses(
                StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound,
                StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> BuryAsync(string @namespace, string service, string id, HttpRequest request, Gate gate, BurialDesk burials, CancellationToken cancel)
    {
        var (caller, error) = gate.Admit(request, Verb.Operate, new(@namespace, service));
        if (caller is null) return new Problem(error!);

        var asked = new BuryRequest { Namespace = @namespace, Service = service, Ids = { id } };
        if (await JsonBody.ReadAsync(request, Empty, body => Read(body, asked), cancel) is { } problem) return problem;
        (var answer, error) = await burials.BuryAsync(caller, asked, cancel);
        return answer is null ? new Problem(error!) : Results.Json(new BurialJson(answer.Connected.Count > 0), ApiJson.Plain.BurialJson);
    }

    private static string? Read(JsonElement body, BuryRequest into) => JsonBody.ReadFields(body, Example, (name, value) => name switch
    {
        "reason" => InstanceField.Text(name, value, text => into.Reason = text),
        _ => $"The body has the unknown property {Names.Quote(name)}. Known is reason.",
    });
}
