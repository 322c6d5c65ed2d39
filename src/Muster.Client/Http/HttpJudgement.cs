using System.Net;
using Muster.Client.Outcomes;

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
    /// By its headers alone: a gRPC call that ends with them is judged by its status, another one by its
    /// trailers when they come.
    /// </summary>
    public static Shortfall Of(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => Shortfall.Unavailable,
        var status when Answers.Http((int)status) is Outcome.Failed => Shortfall.Faulty,
        _ => GrpcStatusOf(response) is { } status && Answers.Grpc(status) is Outcome.Failed ? Shortfall.Faulty : Shortfall.None,
    };

    /// <summary>The status of a gRPC call that ends with its headers; null for any other.</summary>
    public static string? GrpcStatusOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("grpc-status", out var status) ? status.First() : null;

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
}
