using System.Globalization;

namespace Muster.Server.Hosting;

/// <summary>How many connections a port takes: so many that the node's own files and a few calls to come still open.</summary>
/// <remarks>
/// The two ports share what the process may open, less <see cref="Reserve"/>: conversations, which last, get three
/// quarters, and the API one. Further connections are closed at once. Where the process may open little, raise that
/// (<c>ulimit -n</c>, <c>LimitNOFILE=</c>), not a setting of the node.
/// </remarks>
/// <param name="most">Connections open at a time.</param>
internal sealed class ConnectionBound(int most)
{
    /// <summary>Descriptors for the node's own files, the runtime and the listening sockets.</summary>
    public const int Reserve = 256;

    /// <summary>More than one node is built for, where the process may open anything.</summary>
    public const int Most = 250_000;

    private const string Line = "Max open files";
    private const int Quarters = 4, QuartersOfRpc = 3;

    private int _open;

    /// <summary>For the port of conversations.</summary>
    public static ConnectionBound OfRpc() => new(Conversations());

    /// <summary>How many conversations a node takes that may open as much as this process.</summary>
    public static int Conversations() => Share(Limits(), QuartersOfRpc);

    /// <summary>For the port of the API.</summary>
    public static ConnectionBound OfHttp() => new(Share(Limits(), Quarters - QuartersOfRpc));

    /// <summary>False when the port has as many connections as it takes; else <see cref="Leave"/> must follow.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= most) return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);

    /// <param name="limits">The lines of <c>/proc/self/limits</c>: a name, the soft limit, the hard one.</param>
    /// <param name="quarters">Of what the process may open.</param>
    internal static int Share(IEnumerable<string> limits, int quarters)
    {
        var soft = limits.FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal))?[Line.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        if (!long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptors)) return Most;

        var reserve = Math.Min(Reserve, descriptors / 2);
        return (int)Math.Clamp((descriptors - reserve) * quarters / Quarters, 1, Most);
    }

    /// <summary>Those of this process; none where the system does not tell.</summary>
    private static string[] Limits()
    {
        try
        {
            return File.ReadAllLines("/proc/self/limits");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
