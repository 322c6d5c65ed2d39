using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Metrics;

namespace Muster.Server.Api;

/// <summary>The HTTP/JSON side of the node: how it is put into a host.</summary>
internal static class MusterApi
{
    /// <summary>
    /// What the API and the figures need. The host adds the rest: <c>RegistryLoop</c>, <c>Registry</c>,
    /// <c>RegistryOptions</c>, <c>CallerDirectory</c> and <c>TimeProvider</c>.
    /// </summary>
    public static IServiceCollection AddMusterApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;   // the description must not promise numbers in quotes
        });
        services.AddOpenApi(ApiDescription.Document, ApiDescription.Configure);
        return services.AddMetrics()
            .AddSingleton<NodeMeter>().AddSingleton<PrometheusText>().AddSingleton<NodeGauges>()
            .AddSingleton<Gate>().AddSingleton<ViewTexts>().AddSingleton<WatchStream>();
    }

    /// <summary>Turns every refusal of the host itself into a problem. Comes before the endpoints.</summary>
    public static IApplicationBuilder UseMusterProblems(this IApplicationBuilder app) => app.UseMiddleware<ProblemPages>();

    /// <summary>Maps every route of the API; the group that is returned takes what holds for all, such as the port.</summary>
    public static RouteGroupBuilder MapMusterApi(this IEndpointRouteBuilder app)
    {
        // Made before the first measurement is taken, so that none is missed.
        _ = app.ServiceProvider.GetRequiredService<PrometheusText>();
        _ = app.ServiceProvider.GetRequiredService<NodeGauges>();

        var api = app.MapGroup("");
        NamespaceEndpoints.Map(api);
        ServiceEndpoints.Map(api);
        InstanceEndpoints.Map(api);
        OverlayEndpoints.Map(api);
        BurialEndpoints.Map(api);
        InstructionEndpoints.Map(api);
        AuditEndpoints.Map(api);
        PolicyEndpoints.Map(api);
        TokenEndpoints.Map(api);
        NodeCertificateEndpoint.Map(api);
        HistoryEndpoints.Map(api);
        PersistentEndpoints.Map(api);
        HealthEndpoints.Map(api);
        MetricsEndpoint.Map(api);
        ApiDescription.Map(api);
        return api;
    }

    /// <summary>Tells the description which problems a route answers with.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<ProblemJson>(status, Problem.ContentType);
        if (statuses.Contains(StatusCodes.Status401Unauthorized) && !statuses.Contains(StatusCodes.Status429TooManyRequests))
            route.Produces<ProblemJson>(StatusCodes.Status429TooManyRequests, Problem.ContentType);   // a caller who is known may have a quota
        return route;
    }
}
