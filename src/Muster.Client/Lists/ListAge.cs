using Muster.Client.Sessions;

namespace Muster.Client.Lists;

/// <summary>How long ago the registry last stood by a list.</summary>
internal static class ListAge
{
    /// <summary>Null when nothing is known of the service.</summary>
    /// <param name="list">The list.</param>
    /// <param name="standing">How the client stands with the registry.</param>
    /// <param name="now">The time since the client started, monotonic.</param>
    /// <param name="wall">Wall time: only the age of a file is told by it.</param>
    public static TimeSpan? Of(ServiceList list, ClientStanding standing, TimeSpan now, DateTimeOffset wall) => list.Source switch
    {
        ListSource.Nothing => null,
        ListSource.Snapshot => AtLeastZero(wall - (list.SavedAt ?? wall)),
        ListSource.Registry when standing.State is ConnectionState.Connected => TimeSpan.Zero,
        ListSource.Registry => AtLeastZero(now - standing.Since),
        _ => throw new ArgumentOutOfRangeException(nameof(list), list.Source, "Unknown source."),
    };

    private static TimeSpan AtLeastZero(TimeSpan age) => age > TimeSpan.Zero ? age : TimeSpan.Zero;
}
