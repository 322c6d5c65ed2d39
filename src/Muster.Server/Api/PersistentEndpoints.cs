using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Server.Control;

namespace Muster.Server.Api;

/// <summary>Instances that operators register: no process speaks for them.</summary>
internal static class PersistentEndpoints
{
    private const string Path = "/v1/namespaces/{namespace}/services/{service}/persistent/{id}";

    private static readonly int[] Refusals =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden,
        StatusCodes.Status409Conflict, StatusCodes.Status503ServiceUnavailable,
    ];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/namespaces/{namespace}/persistent", List)
            .WithName("listPersistent").WithTags("Persistent instances")
            .WithSummary("Lists the instances of a namespace that operators registered.")
            .Produces<PersistentInstancesJson>().Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

        api.MapPut(Path, PutAsync)
            .WithName("putPersistent").WithTags("Persistent instances")
            .WithSummary("Registers an instance that no process speaks for, or changes it.")
            .WithDescription("It stays until it is taken out, over restarts too. Overlays and the admission policy apply to it as to any other.")
            .Accepts<PersistentEditJson>("application/json").Produces<PersistentAnswerJson>()
            .Refuses([.. Refusals, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status429TooManyRequests]);

        api.MapDelete(Path, RemoveAsync)
            .WithName("removePersistent").WithTags("Persistent instances")
            .WithSummary("Takes out an instance that an operator registered; the reason stands in the query.")
            .Produces<EditJson>().Refuses([.. Refusals, StatusCodes.Status404NotFound]);
    }

    private static IResult List(string @namespace, HttpRequest request, Gate gate, PersistentDesk persistent)
    {
        var (caller, error) = gate.Admit(request, Verb.List, new(@namespace, null));
        return caller is null
            ? new Problem(error!)
            : Results.Json(
                PersistentInstancesJson.Of(@namespace, persistent.In(@namespace, "").Where(kept => CallerDirectory.Authorize(caller, Verb.List, new(@namespace, kept.Service)) is null)),
                ApiJson.Plain.PersistentInstancesJson);
    }

    private static async Task<IResult> PutAsync(string @namespace, string service, string id, HttpRequest request, Gate gate, PersistentDesk persistent, CancellationToken cancel)
    {
        var (caller, error) = gate.Admit(request, Verb.Operate, new(@namespace, service));
        if (caller is null) return new Problem(error!);

        var asked = new PutPersistentRequest { Namespace = @namespace, Service = service, Instance = new Instance { Id = id } };
        if (await JsonBody.ReadAsync(request, PersistentBody.Empty, body => PersistentBody.Read(body, asked), cancel) is { } problem) return problem;
        (var answer, error) = await persistent.PutAsync(caller, asked, cancel);
        return answer is null ? new Problem(error!) : Results.Json(PersistentAnswerJson.Of(answer), ApiJson.Plain.PersistentAnswerJson);
    }

    private static async Task<IResult> RemoveAsync(string @namespace, string service, string id, string? reason, HttpRequest request, Gate gate, PersistentDesk persistent, CancellationToken cancel)
    {
        var (caller, error) = gate.Admit(request, Verb.Operate, new(@namespace, service));
        if (caller is null) return new Problem(error!);

        (var answer, error) = await persistent.RemoveAsync(caller, new() { Namespace = @namespace, Service = service, Id = id, Reason = reason ?? "" }, cancel);
        return answer is null ? new Problem(error!) : Results.Json(new EditJson(answer.Revision), ApiJson.Plain.EditJson);
    }
}
