using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Muster.Rpc;

namespace Muster.Server.Rpc;

/// <summary>Puts a call's end on the wire: in trailers, or in the headers themselves where nothing was sent yet.</summary>
internal static class RpcStatusWriter
{
    public static void End(HttpResponse response, RpcException? failure, RpcMetadata trailers)
    {
        var target = response.HasStarted
            ? response.HttpContext.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers
            : response.Headers;

        target.Add(trailers);
        target[GrpcHeader.Status] = ((int)(failure?.Code ?? RpcStatusCode.OK)).ToString(CultureInfo.InvariantCulture);
        if (failure is { Message.Length: > 0 })
            target[GrpcHeader.Message] = StatusMessage.Encode(failure.Message);
    }

    public static void Add(this IHeaderDictionary headers, RpcMetadata metadata)
    {
        foreach (var (name, value) in metadata)
            headers[name] = StringValues.Concat(headers[name], value);
    }
}
