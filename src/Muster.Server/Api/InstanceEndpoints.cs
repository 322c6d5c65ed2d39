using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core;
using Muster.Core.Access;
using Muster.Core.Catalog;
using Muster.Protocol;
using Muster.Server.Hosting;

namespace Muster.Server.Api;

/// <summary>The life of an instance whose process holds no stream: put, beat, remove.</summary>
internal static class InstanceEndpoints
{
    private const string Path = "/v1/namespaces/{namespace}/services/{service}/instances/{id}";

    private static readonly int[] Refusals =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden,
        StatusCodes.Status409Conflict, StatusCodes.Status503ServiceUnavailable,
    ];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut(Path, PutAsync)
            .WithName("putInstance").WithTags("Instances")
            .WithSummary("Registers an instance, or updates and renews it.")
            .WithDescription("The whole of what is said replaces what was said before. The answer tells how often to beat; an instance that falls silent is suspect after two missed beats and hidden a beat after its ttl.")
            .Accepts<RegistrationJson>("application/json")
            .Produces<LeaseJson>().Produces<LeaseJson>(StatusCodes.Status201Created)
            .Refuses([.. Refusals, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType]);

        api.MapPost($"{Path}/heartbeat", BeatAsync)
            .WithName("beatInstance").WithTags("Instances")
            .WithSummary("Says that an instance lives. One that the registry does not know must be put again.")
            .Produces<LeaseJson>().Refuses([.. Refusals, StatusCodes.Status404NotFound]);

        api.MapDelete(Path, RemoveAsync)
            .WithName("removeInstance").WithTags("Instances")
            .WithSummary("Takes an instance out of the list at once.")
            .Produces(StatusCodes.Status204NoContent).Refuses([.. Refusals, StatusCodes.Status404NotFound]);
    }

    private static async Task<IResult> PutAsync(string @namespace, string service, string id, HttpRequest request, Gate gate, RegistryLoop loop, CancellationToken cancel)
    {
        var (caller, error) = Admit(gate, request, new(@namespace, service), id);
        if (caller is null) return new Problem(error!);
        var (instance, probe, timeToLive, problem) = await InstanceBody.ReadAsync(request, id, cancel);
        if (instance is null) return problem!;

        var put = new Input.PutThin(caller, new(@namespace, service), instance, timeToLive, probe);
        return await AskAsync(loop, put, answer => Lease(put.Service, id, answer), cancel);
    }

    private static async Task<IResult> BeatAsync(string @namespace, string service, string id, HttpRequest request, Gate gate, RegistryLoop loop, CancellationToken cancel)
    {
        var (caller, error) = Admit(gate, request, new(@namespace, service), id);
        if (caller is null) return new Problem(error!);

        var beat = new Input.BeatThin(caller, new(@namespace, service), id);
        return await AskAsync(loop, beat, answer => Lease(beat.Service, id, answer), cancel);
    }

    private static async Task<IResult> RemoveAsync(string @namespace, string service, string id, HttpRequest request, Gate gate, RegistryLoop loop, CancellationToken cancel)
    {
        var (caller, error) = Admit(gate, request, new(@namespace, service), id);
        if (caller is null) return new Problem(error!);

        var remove = new Input.RemoveThin(caller, new(@namespace, service), id);
        return await AskAsync(loop, remove, static _ => Results.NoContent(), cancel);
    }

    private static (Caller? Caller, Error? Error) Admit(Gate gate, HttpRequest request, ServiceKey service, string id)
    {
        var (caller, error) = gate.Admit(request, Verb.Register, new(service.Namespace, service.Service));
        return caller is not null && Names.FaultInInstanceId(id) is { } fault ? (null, Errors.Invalid(fault)) : (caller, error);
    }

    private static async Task<IResult> AskAsync(RegistryLoop loop, Input.ThinRequest request, Func<ThinAnswer, IResult> tell, CancellationToken cancel)
    {
        try
        {
            var answer = await loop.AskAsync(request, cancel);
            return answer.Error is null ? tell(answer) : new Problem(answer.Error);
        }
        catch (ChannelClosedException)
        {
            return new Problem(Errors.Of(ErrorCode.Unavailable, "This node is stopping. Ask another, or this one again in a moment."));
        }
    }

    private static IResult Lease(ServiceKey service, string id, ThinAnswer answer) => Results.Json(
        LeaseJson.Of(service, id, answer), ApiJson.Plain.LeaseJson,
        statusCode: answer.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
}
