namespace Muster.Chaos.Attacks;

/// <summary>How a call ended, by its answer that was read to the end.</summary>
internal static class GrpcAnswer
{
    public static string StatusOf(HttpResponseMessage answer) =>
        (answer.TrailingHeaders.TryGetValues("grpc-status", out var told) || answer.Headers.TryGetValues("grpc-status", out told)) ? told.First() : "none";
}
