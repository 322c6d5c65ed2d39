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
        var answered = app.ApplicationServices.GetRequiredService<AnsweredRequests>();
        app.Use(inner => context => CountAsync(context, inner, answered));
        next(app);
    };

    private static async Task CountAsync(HttpContext context, RequestDelegate inner, AnsweredRequests answered)
    {
        try
        {
            await inner(context);
        }
        catch (Exception error)
        {
            Count(context, RequestJudgement.Of(context, error), answered);
            throw;
        }

        Count(context, RequestJudgement.Of(context), answered);
    }

    private static void Count(HttpContext context, Outcome outcome, AnsweredRequests answered)
    {
        if (RequestJudgement.ApiOf(context, answered.Names) is { } api) answered.Calls.Count(api, outcome);
    }
}
