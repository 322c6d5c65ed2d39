using System.Buffers;
using System.Collections.Frozen;

namespace Muster.Rpc;

/// <summary>Which names metadata may have, and what a name says about its value.</summary>
internal static class MetadataName
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    private static readonly FrozenSet<string> Reserved = new[]
    {
        "content-type", "content-length", "te", "host", "trailer", "transfer-encoding", "date", "server",
        "grpc-status", "grpc-message", "grpc-timeout", "grpc-encoding", "grpc-accept-encoding", "grpc-message-type",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsBinary(string name) => name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase);

    public static bool IsReserved(string name) => name.StartsWith(':') || Reserved.Contains(name);

    public static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.AsSpan().ContainsAnyExcept(Allowed))
            throw new ArgumentException($"'{name}' is no name for metadata: only letters, digits and _-. are.", nameof(name));
        if (IsReserved(name))
            throw new ArgumentException($"'{name}' belongs to the protocol.", nameof(name));

        return name;
    }
}
