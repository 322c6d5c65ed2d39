using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Muster.Server.Api;

/// <summary>The OpenAPI document: named schemas, described answers, and how to show who one is.</summary>
internal static class ApiDescription
{
    /// <summary>The document's name, and that of the API's version.</summary>
    public const string Document = "v1";

    private const string Suffix = "Json";

    private static readonly Dictionary<int, string> Answers = new()
    {
        [StatusCodes.Status200OK] = "As asked.",
        [StatusCodes.Status201Created] = "Registered.",
        [StatusCodes.Status204NoContent] = "Removed.",
        [StatusCodes.Status304NotModified] = "What the reader holds, by If-None-Match, is the list.",
        [StatusCodes.Status400BadRequest] = "The request breaks a rule; the problem names it.",
        [StatusCodes.Status401Unauthorized] = "No token, or one that the registry does not know.",
        [StatusCodes.Status403Forbidden] = "The token does not cover this.",
        [StatusCodes.Status404NotFound] = "There is no such thing.",
        [StatusCodes.Status409Conflict] = "Another client holds the id, or another edit came first.",
        [StatusCodes.Status413PayloadTooLarge] = "The body is larger than the limit.",
        [StatusCodes.Status415UnsupportedMediaType] = "The body is not JSON.",
        [StatusCodes.Status429TooManyRequests] = "A limit is reached; the problem names it.",
        [StatusCodes.Status503ServiceUnavailable] = "The node starts or stops; ask again.",
    };

    public static void Configure(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = type =>
            type.Type.Name is var name && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddOperationTransformer(DescribeAnswers);
        options.AddDocumentTransformer(DescribeWhole);
    }

    /// <summary>Made once: anyone may read it, and nobody is to keep a node busy with making it.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        Task<byte[]>? made = null;
        api.MapGet($"/openapi/{Document}.json", async ([FromKeyedServices(Document)] IOpenApiDocumentProvider provider) =>
            Results.Bytes(await (made ??= MakeAsync(provider)), "application/json")).ExcludeFromDescription();
    }

    /// <summary>The same answer as a stream, and the documents that its events carry.</summary>
    public static async Task AddStream(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        foreach (var type in new[] { typeof(DeltaJson), typeof(CurrentJson) })
            context.Document!.AddComponent(type.Name[..^Suffix.Length], await context.GetOrCreateSchemaAsync(type, null, cancel));

        operation.Responses!["200"].Content!["text/event-stream"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }

    private static async Task<byte[]> MakeAsync(IOpenApiDocumentProvider provider)
    {
        using var text = new MemoryStream();
        await (await provider.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1);
        return text.ToArray();
    }

    private static Task DescribeAnswers(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        foreach (var (status, answer) in operation.Responses ?? [])
            if (int.TryParse(status, out var number) && Answers.TryGetValue(number, out var words)) answer.Description = words;
        return Task.CompletedTask;
    }

    private static Task DescribeWhole(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Muster",
            Version = Document,
            Description = "The registration center's HTTP API. Errors are problems as of RFC 9457 with a `code` for programs.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["token"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A token that the operator gave out. None is needed where the registry is open to this machine alone.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }, new OpenApiSecurityRequirement()];
        return Task.CompletedTask;
    }
}
