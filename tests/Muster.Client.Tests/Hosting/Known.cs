using Muster.Client.Tests.Lists;

namespace Muster.Client.Tests.Hosting;

/// <summary>Lists, by what is known of them.</summary>
internal static class Known
{
    public static readonly DateTimeOffset SavedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static ServiceList List(string service, ListSource source, bool held = false) => source is ListSource.Nothing
        ? ServiceList.Unknown(service)
        : new ServiceList(service, [new ServiceInstance(Frames.Listed("a"))], new ListRevision(1, 1), 0, source, stale: false, held)
        {
            SavedAt = source is ListSource.Snapshot ? SavedAt : null,
        };
}
