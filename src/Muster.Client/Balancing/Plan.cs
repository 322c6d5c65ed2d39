namespace Muster.Client.Balancing;

/// <summary>Everything that a pick needs of one list at one time, worked out beforehand. Immutable.</summary>
internal sealed class Plan
{
    /// <summary>Weights of a warming instance follow its age in steps of a twentieth.</summary>
    private const int WarmingSteps = 20;

    private Plan(ServiceList list, List<Candidate> candidates, double nominalHere, double nominalElsewhere, string zone)
    {
        List = list;
        All = new Candidates(candidates);
        Here = new Candidates([.. candidates.Where(candidate => IsIn(zone, candidate.Instance))]);
        Elsewhere = new Candidates([.. candidates.Where(candidate => !IsIn(zone, candidate.Instance))]);
        (AvailableHere, AvailableElsewhere) = (SumOf(Here), SumOf(Elsewhere));
        ShareHere = ZoneFirst.Share(AvailableHere, nominalHere);
        ShareElsewhere = ZoneFirst.Share(AvailableElsewhere, nominalElsewhere);
    }

    public ServiceList List { get; }

    public Candidates All { get; }

    public Candidates Here { get; }

    public Candidates Elsewhere { get; }

    public double ShareHere { get; }

    public double ShareElsewhere { get; }

    public double AvailableHere { get; }

    public double AvailableElsewhere { get; }

    /// <summary>Those who are left alone now.</summary>
    public required IReadOnlyList<Callee> Ejected { get; init; }

    /// <summary>When the weights must be worked out again though nothing was heard.</summary>
    public required TimeSpan ExpiresAt { get; init; }

    /// <param name="callees">One for each instance of the list, in its order.</param>
    public static Plan Of(ServiceList list, IReadOnlyList<Callee> callees, BalancerSetup setup, Policy policy, TimeSpan now)
    {
        var (options, zone) = (setup.Options, setup.Zone);
        var standings = callees.Select(callee => callee.StandingAt(now)).ToList();
        var callable = Enumerable.Range(0, list.Count).Where(index => list.Instances[index].Weight > 0).ToList();
        var ejected = callable.Where(index => standings[index].Trust is Trust.Ejected)
            .OrderBy(index => standings[index].Since)   // whoever was ejected first stays ejected
            .Take(EjectionBudget.Of(callable.Count, options.Ejection.MaximumShare))
            .ToHashSet();
        var members = callable.Select(index => new Member(callees[index].Hash, IsSound(list.Instances[index], standings[index]))).ToList();
        var isHere = callable.Select(index => policy is Policy.ZoneFirst && IsIn(zone, list.Instances[index])).ToList();
        var shares = policy is Policy.ConsistentHash ? Enumerable.Repeat(1.0, callable.Count) : Subset.Shares(members, isHere, options.Subset, setup.Consumer);

        var (candidates, expiresAt) = (new List<Candidate>(callable.Count), TimeSpan.MaxValue);
        var (nominalHere, nominalElsewhere) = (0.0, 0.0);
        foreach (var (index, share) in callable.Zip(shares))
        {
            if (share == 0) continue;
            var (instance, callee, standing) = (list.Instances[index], callees[index], standings[index]);
            if (IsIn(zone, instance)) nominalHere += instance.Weight * share;
            else nominalElsewhere += instance.Weight * share;

            var warmth = callee.Warmth.Share(now, options);
            if (warmth < 1) expiresAt = Earlier(expiresAt, now + (callee.Warmth.Over(options) / WarmingSteps));
            if (standing.Trust is Trust.Ejected) expiresAt = Earlier(expiresAt, standing.Until);
            if (ejected.Contains(index)) continue;

            var percent = InstanceShare.Percent(instance.State, instance.Protected, isDownHere: zone.Length > 0 && instance.DownIn.Contains(zone));
            if (standing.Trust is not Trust.Trusted) percent = Math.Min(percent, InstanceShare.Doubted);
            candidates.Add(new(instance, callee, instance.Weight * share * percent / 100.0 * warmth));
        }

        return new Plan(list, candidates, nominalHere, nominalElsewhere, zone)
        {
            Ejected = [.. ejected.Select(index => callees[index])],
            ExpiresAt = expiresAt,
        };
    }

    private static bool IsSound(ServiceInstance instance, Standing standing) =>
        standing.Trust is Trust.Trusted && InstanceShare.Percent(instance.State, instance.Protected) > InstanceShare.Doubted;

    private static bool IsIn(string zone, ServiceInstance instance) => zone.Length > 0 && instance.Zone == zone;

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static double SumOf(Candidates candidates)
    {
        var sum = 0.0;
        foreach (var weight in candidates.Weights) sum += weight;
        return sum;
    }
}
