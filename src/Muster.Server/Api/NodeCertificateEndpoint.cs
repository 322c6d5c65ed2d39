using System.ComponentModel;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Access;
using Muster.Server.Access;

namespace Muster.Server.Api;

/// <summary>The certificate that the node shows, made anew. Those of callers are told, made and taken back with their <see cref="TokenEndpoints"/>.</summary>
internal static class NodeCertificateEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/v1/certificate/renew", RenewAsync)
        .WithName("renewNodeCertificate").WithTags("Certificates")
        .WithSummary("Has the node's own certificate made anew. New connections are shown it when this answers.")
        .WithDescription("Open connections go on. A node whose certificate was given to it refuses.")
        .Produces<NodeCertificateJson>().Refuses(
            StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status409Conflict, StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> RenewAsync(HttpRequest request, Gate gate, NodeCertificateDesk certificates, CancellationToken cancel)
    {
        var (caller, error) = gate.Admit(request, Verb.Admin, Resource.Registry);
        if (caller is null) return new Problem(error!);

        (var made, error) = await certificates.RenewAsync(caller, cancel);
        return made is null ? new Problem(error!) : Results.Json(
            new NodeCertificateJson(made.SerialNumber.ToLowerInvariant(), made.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), made.NotAfter.ToUniversalTime()),
            ApiJson.Plain.NodeCertificateJson);
    }
}

[Description("What new connections are shown.")]
internal sealed record NodeCertificateJson(string Serial, [property: Description("Of the whole certificate.")] string Sha256, DateTimeOffset Until);
