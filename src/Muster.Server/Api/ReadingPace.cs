using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Muster.Server.Api;

/// <summary>
/// Cuts off a reader of the API who takes nothing for 5 s while there is something to take, so that he cannot hold a
/// connection for ever, nor the node's stop. Conversations have pings for that, and are let alone.
/// </summary>
internal static class ReadingPace
{
    private static readonly MinDataRate Slowest = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    public static void Demand(HttpContext http)
    {
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } pace) pace.MinDataRate = Slowest;
    }
}
