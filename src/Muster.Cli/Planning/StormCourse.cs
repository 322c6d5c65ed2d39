using Muster.Core;
using Muster.Core.Watch;

namespace Muster.Cli.Planning;

/// <summary>One published list of a service in a storm, and how many entries differ from the one before.</summary>
internal readonly record struct Publication(TimeSpan At, int Changed, int Removed);

/// <summary>When the lists of a restarted service are published: the registry's own <see cref="PushWindow"/>, driven by a storm's changes and the registry's ticks.</summary>
/// <remarks>
/// Change 2k takes instance k out, change 2k + 1 brings it back. A window that opens at a tick is over at the tick that is
/// due at its end or, when that one comes less late than the first, at the next.
/// </remarks>
internal static class StormCourse
{
    /// <summary>By how much a tick may come late.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(2);

    /// <param name="instances">Of the service.</param>
    /// <param name="pace">From one change to the next.</param>
    /// <param name="subscribers">Of the service: they set the window's length, with the next.</param>
    /// <param name="services">That are restarted at a time.</param>
    /// <param name="chance">When the ticks fall.</param>
    public static List<Publication> Of(int instances, TimeSpan pace, int subscribers, int services, Random chance)
    {
        var published = new List<Publication>();
        var isBack = new Dictionary<int, bool>();
        var firstTick = chance.NextDouble() * Registry.TickEvery;
        var (number, tick) = (-1L, TimeSpan.Zero);
        var window = default(PushWindow);
        var change = 0;

        while (change < 2 * instances || window.End is not null)
        {
            if (window.End is { } end) WaitForTick(Math.Max(number, (long)Math.Floor((end - firstTick) / Registry.TickEvery)));

            bool publish;
            var at = change * pace;
            if (change < 2 * instances && (window.End is null || at <= tick))
            {
                isBack[change / 2] = change % 2 == 1;
                change++;
                (window, publish) = window.OnChange(at, subscribers, services);
            }
            else
            {
                at = tick;
                (window, publish) = window.OnTick(at, subscribers, services);
                WaitForTick(number + 1);
            }

            if (!publish) continue;
            var changed = isBack.Count(touched => touched.Value);
            published.Add(new(at, changed, isBack.Count - changed));
            isBack.Clear();
        }

        return published;

        void WaitForTick(long next)
        {
            if (next == number) return;
            (number, tick) = (next, firstTick + (next * Registry.TickEvery) + (chance.NextDouble() * Lateness));
        }
    }
}
