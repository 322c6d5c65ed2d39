using System.Net;

namespace Muster.Client.Http;

/// <summary>How an attempt fell short.</summary>
internal enum Shortfall
{
    None,

    /// <summary>No connection came about: the instance has not seen the request.</summary>
    NotSent,

    /// <summary>The request may have been received; no whole answer came.</summary>
    Unanswered,

    /// <summary>Answered with 502, 503 or 504: not now, not here.</summary>
    Unavailable,

    /// <summary>Answered, and the instance is to blame; another would be no remedy.</summary>
    Faulty,
}

/// <summary>What an answer, or none, says of the instance, and whether another instance may be tried. Pure.</summary>
internal static class HttpJudgement
{
    /// <summary>
    /// 5xx are the instance's fault, but for those that say the request cannot be served anywhere (501, 505); a gRPC call
    /// that ends with its headers is judged by its status.
    /// </summary>
    public static Shortfall Of(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => Shortfall.Unavailable,
        HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported => Shortfall.None,
        >= HttpStatusCode.InternalServerError => Shortfall.Faulty,
        _ => response.Headers.TryGetValues("grpc-status", out var status) && IsGrpcFault(status.First()) ? Shortfall.Faulty : Shortfall.None,
    };

    /// <summary>A connect timeout comes as a cancellation that nobody asked for, with the timeout inside.</summary>
    public static Shortfall Of(Exception error) => error switch
    {
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        } => Shortfall.NotSent,
        OperationCanceledException { InnerException: TimeoutException } => Shortfall.NotSent,
        _ => Shortfall.Unanswered,
    };

    /// <summary>
    /// Whether the request may be tried on another instance: always when it was not sent, else when doing it twice is the
    /// same as doing it once and its content can be written again.
    /// </summary>
    public static bool MayTryAgain(Shortfall shortfall, HttpRequestMessage request) => shortfall switch
    {
        Shortfall.None or Shortfall.Faulty => false,
        Shortfall.NotSent => true,
        Shortfall.Unanswered or Shortfall.Unavailable => IsIdempotent(request.Method) && IsReplayable(request.Content),
        _ => throw new ArgumentOutOfRangeException(nameof(shortfall), shortfall, "Unknown shortfall."),
    };

    /// <summary>RFC 9110, section 9.2.2.</summary>
    private static bool IsIdempotent(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options || method == HttpMethod.Trace
        || method == HttpMethod.Put || method == HttpMethod.Delete;

    /// <summary>Content that lies in memory; a stream may have been read.</summary>
    private static bool IsReplayable(HttpContent? content) => content switch
    {
        null or ByteArrayContent or ReadOnlyMemoryContent or System.Net.Http.Json.JsonContent => true,
        MultipartContent parts => parts.All(IsReplayable),
        _ => false,
    };

    /// <summary>UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS.</summary>
    private static bool IsGrpcFault(string status) => status is "2" or "4" or "13" or "14" or "15";
}
