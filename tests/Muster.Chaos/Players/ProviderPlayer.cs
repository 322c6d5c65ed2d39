using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Muster.Chaos.Players;

/// <summary>A provider as anybody would write it. Each call takes it 10 ms.</summary>
internal static class ProviderPlayer
{
    public const string Word = "play-provider";

    public static async Task<int> RunAsync(string[] args)
    {
        Leash.Take();
        var builder = WebApplication.CreateSlimBuilder(args);
        HostSteps.Print(builder.Logging);
        builder.Services.AddMusterProvider(builder.Configuration);
        DeedLog.AddTo(builder.Services, builder.Configuration);
        var app = builder.Build();
        MapWork(app);
        await app.RunAsync();
        HostSteps.PrintEnd();
        return 0;
    }

    public static void MapWork(WebApplication app) => app.MapMethods("/work", ["GET", "POST"], static async () =>
    {
        await Task.Delay(TimeSpan.FromMilliseconds(10));
        return "done";
    });
}
