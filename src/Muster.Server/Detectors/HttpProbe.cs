using System.Globalization;
using System.Net.Security;
using System.Text;

namespace Muster.Server.Detectors;

/// <summary>GET over HTTP/1.1, on a connection of its own. No more is read than the status needs; redirects are not followed.</summary>
internal static class HttpProbe
{
    /// <summary>A status line that is longer is none.</summary>
    private const int MostBytes = 4096;

    /// <summary>The status; null when what came is not HTTP.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<int?> AskAsync(Stream line, Uri address, string path, CancellationToken cancel)
    {
        await using var stream = await ProbeLine.SecureAsync(line, address, SslApplicationProtocol.Http11, cancel);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {ProbeLine.HostOf(address)}\r\nUser-Agent: muster-detector\r\nConnection: close\r\n\r\n"), cancel);

        var (answer, length) = (new byte[MostBytes], 0);
        while (length < answer.Length && await stream.ReadAsync(answer.AsMemory(length), cancel) is > 0 and var more)
        {
            length += more;
            if (answer.AsSpan(0, length).IndexOf((byte)'\n') >= 0) break;
        }

        return StatusIn(Encoding.ASCII.GetString(answer, 0, length));
    }

    /// <summary>Of an answer that begins with <c>HTTP/1.1 200</c>.</summary>
    internal static int? StatusIn(string answer) =>
        answer.StartsWith("HTTP/1.", StringComparison.Ordinal) && answer.Split(' ', 3) is [_, { Length: >= 3 } status, ..]
        && int.TryParse(status.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 100 and <= 999
            ? code
            : null;
}
