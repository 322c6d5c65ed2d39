using Muster.Core.Watch;

namespace Muster.Cli.Planning;

/// <summary>What a storm comes to. Pure: the same question has the same answer.</summary>
internal sealed record StormForecast
{
    /// <summary>Courses that are averaged: the ticks fall differently in each.</summary>
    private const int Courses = 32;

    /// <summary>Of each restarted service.</summary>
    public required int Subscribers { get; init; }

    public required double WindowSeconds { get; init; }

    public required long Changes { get; init; }

    public required double PushesPerSubscriber { get; init; }

    public required double ChangesPerPush { get; init; }

    public required double Pushes { get; init; }

    public required double PushesPerSecond { get; init; }

    public required double Bytes { get; init; }

    public required double BytesPerSecond { get; init; }

    public required double CpuSeconds { get; init; }

    /// <summary>Of one core, from the first change until all know.</summary>
    public required double CpuPercent { get; init; }

    /// <summary>From the first change until the last subscriber holds the last list.</summary>
    public required double AllKnowSeconds { get; init; }

    /// <summary>The same from the last change.</summary>
    public required double AllKnowAfterLastSeconds { get; init; }

    /// <param name="fleet">Who is told.</param>
    /// <param name="storm">What happens.</param>
    /// <param name="costs">What it costs.</param>
    /// <param name="cores">How much CPU the pushes get.</param>
    public static StormForecast Of(Fleet fleet, Storm storm, StormCosts costs, double cores) => Of(fleet, storm, costs, costs.PaceOn(cores));

    /// <param name="fleet">Who is told.</param>
    /// <param name="storm">What happens.</param>
    /// <param name="costs">What it costs.</param>
    /// <param name="reach">How fast pushes go.</param>
    public static StormForecast Of(Fleet fleet, Storm storm, StormCosts costs, PushPace reach)
    {
        var pace = TimeSpan.FromMilliseconds(storm.PaceMilliseconds);
        var sizes = new PushSizes(fleet.PayloadBytes);
        var told = (double)fleet.Subscribers * storm.Services;
        var chance = new Random(1);
        double pushes = 0, bytes = 0, work = 0, known = 0, merged = 0;

        for (var i = 0; i < Courses; i++)
        {
            var course = StormCourse.Of(fleet.Instances, pace, fleet.Subscribers, storm.Services, chance);
            var entries = course.ConvertAll(publication => sizes.Entries(publication.Changed, publication.Removed, fleet.Instances));
            var delivery = Delivery.Of(course, entries, told, costs, reach);
            pushes += delivery.Pushes / Courses;
            bytes += delivery.Bytes / Courses;
            work += delivery.WorkSeconds / Courses;
            known += delivery.KnownAt.TotalSeconds / Courses;
            merged += course.Sum(publication => publication.Changed + publication.Removed) * told / Courses;
        }

        var changes = 2L * fleet.Instances * storm.Services;
        var cpu = work + (changes * costs.ChangeMicroseconds / 1e6) + (known * costs.IdleMicroseconds / 1e6)
            + (storm.Reconnects ? changes / 2 * costs.ConnectMicroseconds / 1e6 : 0);
        return new()
        {
            Subscribers = fleet.Subscribers,
            WindowSeconds = PushWindow.Length(fleet.Subscribers, storm.Services).TotalSeconds,
            Changes = changes,
            PushesPerSubscriber = Ratio(pushes, told),
            ChangesPerPush = Ratio(merged, pushes),
            Pushes = pushes,
            PushesPerSecond = Ratio(pushes, known),
            Bytes = bytes,
            BytesPerSecond = Ratio(bytes, known),
            CpuSeconds = cpu,
            CpuPercent = 100 * Ratio(cpu, known),
            AllKnowSeconds = known,
            AllKnowAfterLastSeconds = known - ((2 * fleet.Instances) - 1) * pace.TotalSeconds,
        };
    }

    private static double Ratio(double of, double by) => by > 0 ? of / by : 0;
}
