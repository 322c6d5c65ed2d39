using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Muster.Client.Outcomes;

namespace Muster.AspNetCore.Outcomes;

/// <summary>Counts every request around all middleware of the application, so that what any of it answers is seen.</summary>
internal sealed class OutermostFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        var calls = app.ApplicationServices.GetRequiredService<AnsweredCalls>();
        app.Use(inner => context => CountAsync(context, inner, calls));
        next(app);
    };

    private static async Task CountAsync(HttpContext context, RequestDelegate inner, AnsweredCalls calls)
    {
        try
        {
            await inner(context);
        }
        catch (Exception error)
        {
            Count(context, RequestJudgement.Of(context, error), calls);
            throw;
        }

        Count(context, RequestJudgement.Of(context), calls);
    }

    private static void Count(HttpContext context, Outcome outcome, AnsweredCalls calls)
    {
        if (RequestJudgement.ApiOf(context, calls.Names) is { } api) calls.Count(api, outcome);
    }
}
