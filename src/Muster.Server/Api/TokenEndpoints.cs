using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Protocol;
using Muster.Server.Control;

namespace Muster.Server.Api;

/// <summary>Tokens, handed out and taken back. Whether there is one that he may not administer, a caller is not told.</summary>
internal static class TokenEndpoints
{
    private const string Path = "/v1/tokens/{name}";

    private static readonly int[] Refusals =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden,
        StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status503ServiceUnavailable,
    ];

    private static readonly int[] RefusalsOfBodies =
        [.. Refusals, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status429TooManyRequests];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/tokens", List)
            .WithName("listTokens").WithTags("Tokens")
            .WithSummary("Lists the tokens that the caller may administer, with their certificates and without their secrets.")
            .Produces<TokensJson>().Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

        api.MapPut(Path, PutAsync)
            .WithName("createToken").WithTags("Tokens")
            .WithSummary("Hands out a token. Its secret is in this answer and nowhere else.")
            .WithDescription("Nobody hands out more than he may do himself. A name that is in use is refused. With join, the secret is a join token: good for one certificate, by muster.v1.Admin/Join, and for nothing else.")
            .Accepts<TokenEditJson>("application/json").Produces<NewSecretJson>().Refuses(RefusalsOfBodies);

        api.MapPost($"{Path}/rotate", RotateAsync)
            .WithName("rotateToken").WithTags("Tokens")
            .WithSummary("Gives a token a new secret; the old one holds for as long as the overlap says.")
            .WithDescription("Streams that came with the old secret go on until it ends. Without a body it ends at once.")
            .Accepts<RotationJson>(isOptional: true, "application/json").Produces<NewSecretJson>().Refuses(RefusalsOfBodies);

        api.MapDelete(Path, RevokeAsync)
            .WithName("revokeToken").WithTags("Tokens")
            .WithSummary("Ends a token, or with ?secret=ID one of its secrets, or by its serial number one of its certificates. Streams that came with it were told to go when this answers.")
            .Produces<EditJson>().Refuses(Refusals);
    }

    private static IResult List(HttpRequest request, Gate gate, TokenDesk tokens)
    {
        var (caller, error) = gate.Identify(request);
        if (caller is null) return new Problem(error!);

        (var visible, error) = tokens.VisibleTo(caller);
        return visible is null ? new Problem(error!) : Results.Json(new TokensJson([.. visible.Select(TokenJson.Of)]), ApiJson.Plain.TokensJson);
    }

    private static async Task<IResult> PutAsync(string name, HttpRequest request, Gate gate, TokenDesk tokens, CancellationToken cancel)
    {
        var (caller, error) = gate.IdentifyWriter(request);
        if (caller is null) return new Problem(error!);

        var asked = new CreateTokenRequest { Name = name };
        if (await JsonBody.ReadAsync(request, TokenBody.EmptyToken, body => TokenBody.Read(body, asked), cancel) is { } problem) return problem;
        return Tell(request, await tokens.CreateAsync(caller, asked, cancel));
    }

    private static async Task<IResult> RotateAsync(string name, HttpRequest request, Gate gate, TokenDesk tokens, CancellationToken cancel)
    {
        var (caller, error) = gate.IdentifyWriter(request);
        if (caller is null) return new Problem(error!);

        var asked = new RotateTokenRequest { Name = name };
        if (JsonBody.IsIn(request) && await JsonBody.ReadAsync(request, TokenBody.EmptyRotation, body => TokenBody.Read(body, asked), cancel) is { } problem) return problem;
        return Tell(request, await tokens.RotateAsync(caller, asked, cancel));
    }

    private static async Task<IResult> RevokeAsync(string name, string? secret, HttpRequest request, Gate gate, TokenDesk tokens, CancellationToken cancel)
    {
        var (caller, error) = gate.IdentifyWriter(request);
        if (caller is null) return new Problem(error!);

        (var revision, error) = await tokens.RevokeAsync(caller, new() { Name = name, SecretId = secret ?? "" }, cancel);
        return error is null ? Results.Json(new EditJson(revision), ApiJson.Plain.EditJson) : new Problem(error);
    }

    private static IResult Tell(HttpRequest request, (NewSecret? Made, Error? Error) answer)
    {
        if (answer.Made is not { } made) return new Problem(answer.Error!);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Json(NewSecretJson.Of(made), ApiJson.Plain.NewSecretJson);
    }
}
