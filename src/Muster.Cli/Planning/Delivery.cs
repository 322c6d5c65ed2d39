namespace Muster.Cli.Planning;

/// <summary>What a storm's publications cost to hand to everyone, where a node can do only so much at a time.</summary>
/// <param name="Pushes">In all: a subscriber who is still waiting when the next list is published gets both in one.</param>
/// <param name="Bytes">In all.</param>
/// <param name="WorkSeconds">CPU.</param>
/// <param name="KnownAt">When the last subscriber holds the last list.</param>
internal readonly record struct Delivery(double Pushes, double Bytes, double WorkSeconds, TimeSpan KnownAt)
{
    /// <param name="course">The publications of one service.</param>
    /// <param name="entryBytes">What the entries of each weigh.</param>
    /// <param name="subscribers">All that are to be told, of all services that are restarted alike.</param>
    /// <param name="costs">Of a push and a byte.</param>
    /// <param name="pace">How fast they go.</param>
    public static Delivery Of(IReadOnlyList<Publication> course, IReadOnlyList<double> entryBytes, double subscribers, StormCosts costs, PushPace pace)
    {
        double pushes = 0, bytes = 0, waiting = 0, waitingBytes = 0;
        for (var i = 0; i < course.Count; i++)
        {
            waitingBytes += (subscribers * entryBytes[i]) + ((subscribers - waiting) * PushSizes.Header);
            waiting = subscribers;

            var takes = pace.Seconds(waiting, waitingBytes);
            var served = i + 1 < course.Count && takes > 0 ? Math.Min(1, (course[i + 1].At - course[i].At).TotalSeconds / takes) : 1;
            pushes += waiting * served;
            bytes += waitingBytes * served;
            if (i + 1 == course.Count) return new(pushes, bytes, costs.WorkSeconds(pushes, bytes), course[i].At + TimeSpan.FromSeconds(takes));
            waiting *= 1 - served;
            waitingBytes *= 1 - served;
        }

        return default;
    }
}
