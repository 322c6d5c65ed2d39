using System.Collections.Concurrent;

namespace Muster.Client.Outcomes;

/// <summary>The names that APIs are counted under. Made once each, so that counting allocates nothing; no more than a program has APIs.</summary>
internal sealed class ApiNames
{
    /// <summary>Stands for every method that RFC 9110 and RFC 5789 do not define: anybody may invent more.</summary>
    public const string OtherMethod = "_OTHER";

    public const int Kept = 1000;

    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal) { "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" };

    private readonly ConcurrentDictionary<(string Method, string Route), string> _names = new();

    /// <summary>Whether a body is gRPC's, in which HTTP's status tells nothing; not so gRPC-Web.</summary>
    public static bool IsGrpc(string? contentType)
    {
        const string Grpc = "application/grpc";
        return contentType is not null && contentType.StartsWith(Grpc, StringComparison.OrdinalIgnoreCase)
            && (contentType.Length == Grpc.Length || contentType[Grpc.Length] is '+' or ';' or ' ');
    }

    /// <summary>As HTTP names it: <c>GET /orders/{number}</c>; without a route, the method alone.</summary>
    /// <param name="route">A pattern or a name, never the path that was asked for.</param>
    public string Http(string method, string route) => Of(Methods.Contains(method) ? method : OtherMethod, route);

    /// <summary>As gRPC names it: <c>/shop.Orders/Get</c>.</summary>
    public string Grpc(string path) => path.StartsWith('/') ? path : Of("", path);

    private string Of(string method, string route)
    {
        if (route.Length == 0) return method;
        if (_names.TryGetValue((method, route), out var name)) return name;
        if (_names.Count >= Kept) return InstanceCounts.Others;
        return _names[(method, route)] = (method, route[0]) switch
        {
            ("", _) => $"/{route}",
            (_, '/') => $"{method} {route}",
            _ => $"{method} /{route}",
        };
    }
}
