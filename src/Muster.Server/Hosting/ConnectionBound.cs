using System.Globalization;

namespace Muster.Server.Hosting;

/// <summary>How many connections a port takes: so many that the node's own files and a few calls to come still open.</summary>
/// <remarks>
/// The two ports share what the process may open, less <see cref="Reserve"/>, in halves. Further connections are closed at
/// once. Where the process may open little, raise that (<c>ulimit -n</c>, <c>LimitNOFILE=</c>), not a setting of the node.
/// </remarks>
internal static class ConnectionBound
{
    /// <summary>Descriptors for the node's own files, the runtime and the listening sockets.</summary>
    public const int Reserve = 256;

    /// <summary>More than one node is built for, where the process may open anything.</summary>
    public const int Most = 250_000;

    private const string Line = "Max open files";

    /// <summary>For this process. Where the system does not say what it may open, <see cref="Most"/>.</summary>
    public static int PerPort()
    {
        try
        {
            return PerPort(File.ReadLines("/proc/self/limits"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Most;
        }
    }

    /// <param name="limits">The lines of <c>/proc/self/limits</c>: a name, the soft limit, the hard one.</param>
    public static int PerPort(IEnumerable<string> limits)
    {
        var soft = limits.FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal))?[Line.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        if (!long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptors)) return Most;

        var reserve = Math.Min(Reserve, descriptors / 2);
        return (int)Math.Clamp((descriptors - reserve) / 2, 1, Most);
    }
}
