using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Muster.Chaos.Players;

/// <summary>A web server that knows nothing of Muster: others register it over HTTP, and detectors ask it. Each call takes it 10 ms.</summary>
internal static class ServerPlayer
{
    public const string Word = "play-server";

    public static async Task<int> RunAsync(string[] args)
    {
        Leash.Take();
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        ProviderPlayer.MapWork(app);
        await app.RunAsync();
        return 0;
    }
}
