using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Access;
using Muster.Protocol;
using Muster.Server.Control;

namespace Muster.Server.Api;

/// <summary>The admission policy: who may join.</summary>
internal static class PolicyEndpoints
{
    private const string Path = "/v1/policy";

    private static readonly int[] Refusals = [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden];

    private static readonly int[] RefusalsOfBodies =
    [
        .. Refusals, StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
        StatusCodes.Status503ServiceUnavailable,
    ];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(Path, (HttpRequest request, Gate gate, PolicyDesk policy) => Show(0, request, gate, policy))
            .WithName("getPolicy").WithTags("Policy")
            .WithSummary("Shows the admission policy that holds.")
            .Produces<PolicyJson>().Refuses(Refusals);

        api.MapGet($"{Path}/history", History)
            .WithName("listPolicies").WithTags("Policy")
            .WithSummary("Lists who changed the admission policy, when and why: the last 100 times.")
            .Produces<PolicyHistoryJson>().Refuses(Refusals);

        api.MapGet($"{Path}/history/{{revision}}", Show)
            .WithName("getPolicyOf").WithTags("Policy")
            .WithSummary("Shows an admission policy of the history.")
            .Produces<PolicyJson>().Refuses([.. Refusals, StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound]);

        api.MapPost($"{Path}/test", TryAsync)
            .WithName("tryPolicy").WithTags("Policy")
            .WithSummary("Tells whom a policy would hit among those that are registered now, and changes nothing.")
            .Accepts<PolicyTextJson>("application/json").Produces<PolicyTrialJson>().Refuses(RefusalsOfBodies);

        api.MapPut(Path, ApplyAsync)
            .WithName("putPolicy").WithTags("Policy")
            .WithSummary("Puts an admission policy in force, and answers when everybody has been judged by it.")
            .WithDescription("With `If-Match: \"REVISION\"` it is refused where another policy holds; 0 where none was applied yet. An empty text admits everybody.")
            .Accepts<PolicyTextJson>("application/json").Produces<PolicyEffectJson>().Refuses([.. RefusalsOfBodies, StatusCodes.Status409Conflict]);
    }

    private static IResult Show(ulong revision, HttpRequest request, Gate gate, PolicyDesk policy)
    {
        var (caller, error) = gate.Admit(request, Verb.List, Resource.Registry);
        if (caller is null) return new Problem(error!);
        (var document, error) = policy.Find(revision);
        return document is null ? new Problem(error!) : Results.Json(PolicyJson.Of(document, whole: true), ApiJson.Plain.PolicyJson);
    }

    private static IResult History(HttpRequest request, Gate gate, PolicyDesk policy)
    {
        var (caller, error) = gate.Admit(request, Verb.List, Resource.Registry);
        return caller is null ? new Problem(error!) : Results.Json(PolicyHistoryJson.Of(policy.History), ApiJson.Plain.PolicyHistoryJson);
    }

    private static async Task<IResult> TryAsync(HttpRequest request, Gate gate, PolicyDesk policy, CancellationToken cancel)
    {
        var (caller, error) = gate.Admit(request, Verb.Admin, Resource.Registry);
        if (caller is null) return new Problem(error!);

        var asked = new ApplyPolicyRequest();
        if (await JsonBody.ReadAsync(request, PolicyBody.Empty, body => PolicyBody.Read(body, asked), cancel) is { } problem) return problem;
        (var effect, error) = await policy.TryAsync(asked.Text, cancel);
        return effect is null ? new Problem(error!) : Results.Json(PolicyTrialJson.Of(effect), ApiJson.Plain.PolicyTrialJson);
    }

    private static async Task<IResult> ApplyAsync(HttpRequest request, Gate gate, PolicyDesk policy, CancellationToken cancel)
    {
        var (caller, error) = gate.Admit(request, Verb.Admin, Resource.Registry);
        if (caller is null) return new Problem(error!);

        var asked = new ApplyPolicyRequest();
        if (await JsonBody.ReadAsync(request, PolicyBody.Empty, body => PolicyBody.Read(body, asked), cancel) is { } problem) return problem;
        if (IfMatch.FaultIn(request.Headers, revision => asked.ExpectedRevision = revision) is { } fault) return new Problem(Errors.Invalid(fault));
        (var effect, error) = await policy.ApplyAsync(caller, asked, cancel);
        return effect is null ? new Problem(error!) : Results.Json(PolicyEffectJson.Of(effect), ApiJson.Plain.PolicyEffectJson);
    }
}
