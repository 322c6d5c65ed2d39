using System.Globalization;
using System.Net;

namespace Muster.Chaos.Attacks;

/// <summary>Connections that say nothing, or half of what they should, from many addresses; and heads of requests that never end.</summary>
internal static class HalfOpen
{
    private const int Most = 10_000, OfOneAddress = 250, Greedy = 300, Slow = 400, Burst = 50;
    private const double AtOnce = 2, Bound = 14;   // seconds; the node's patience is 10
    private static readonly byte[][] Words = [[], "PRI * HTTP/2.0\r\n"u8.ToArray(), LeanPeer.Mark[..9]];
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(10);

    /// <summary>As many as the descriptors of this process allow, up to ten thousand; then one address that wants more than it may.</summary>
    /// <param name="target">A node that grants an address 256.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<Outcome> PlayAsync(Target target, CancellationToken cancel)
    {
        var many = Math.Min(Most, Descriptors() - 2000);
        var held = await HoldAsync(many, i => HeldConnection.HoldAsync(target.Rpc, new IPAddress([127, 0, 1, (byte)(1 + (i / OfOneAddress))]), Words[i % Words.Length], [], cancel), cancel);
        var greedy = await HoldAsync(Greedy, _ => HeldConnection.HoldAsync(target.Rpc, new IPAddress([127, 0, 2, 1]), [], [], cancel), cancel);
        var turnedAway = greedy.Count(static one => one < AtOnce);
        return new(
            Are(held, many) && turnedAway >= Greedy - 256 && greedy.All(static one => one < Bound),
            string.Create(CultureInfo.InvariantCulture, $"{Told(held, many)} from {(many + OfOneAddress - 1) / OfOneAddress} addresses; of {Greedy} from one address {turnedAway} turned away at once"));
    }

    /// <summary>Heads of HTTP/1.1 that grow by a byte a second.</summary>
    public static async Task<Outcome> DripAsync(Target target, CancellationToken cancel)
    {
        var held = await HoldAsync(Slow, i => HeldConnection.HoldAsync(target.Http, new IPAddress([127, 0, 3, (byte)(1 + (i / OfOneAddress))]), "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: "u8.ToArray(), "x"u8.ToArray(), cancel), cancel);
        return new(Are(held, Slow), Told(held, Slow));
    }

    private static bool Are(double?[] held, int all) => held.Count(static one => one < Bound) == all;

    private static string Told(double?[] held, int all) => string.Create(
        CultureInfo.InvariantCulture,
        $"{held.Count(static one => one < Bound)} of {all} cut, the last after {held.Max():0.0} s ({held.Count(static one => one < AtOnce)} at once{(held.Contains(null) ? $", {held.Count(static one => one is null)} NOT CONNECTED" : "")})");

    private static async Task<double?[]> HoldAsync(int count, Func<int, Task<double?>> hold, CancellationToken cancel)
    {
        var all = new List<Task<double?>>(count);
        for (var i = 0; i < count; i++)
        {
            all.Add(hold(i));
            if (i % Burst == Burst - 1) await Task.Delay(Breath, cancel);
        }

        return await Task.WhenAll(all);
    }

    private static int Descriptors() => File.ReadLines("/proc/self/limits").Where(static line => line.StartsWith("Max open files", StringComparison.Ordinal))
        .Select(static line => int.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : int.MaxValue).First();
}
