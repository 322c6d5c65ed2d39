using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Muster.Client.Outcomes;
using Muster.Protocol;

namespace Muster.Client.Balancing;

/// <summary>Shares out the calls of one service. Anyone picks, without waiting; what is picked from is a <see cref="Plan"/>.</summary>
/// <remarks>
/// A new plan is made under the lock, by whoever brings a new list, reports the outcome that changes somebody's standing, or
/// is first to pick after the plan has expired. The lock guards the callees by id and the making of plans, nothing else.
/// </remarks>
internal sealed partial class Balancer
{
    private const int Draws = 8;

    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<CallTicket> _tickets = new();
    private readonly Func<ServiceList> _current;
    private readonly BalancerSetup _setup;
    private readonly Policy _policy;
    private readonly long _started;
    private Dictionary<string, Callee> _callees = [];   // guarded by _lock
    private bool _told;                                 // guarded by _lock: the registry's own list has been seen
    private volatile Plan _plan;
    private ulong _turn;
    private int _here;
    private int _elsewhere;

    /// <param name="current">Reads the newest list; called under the lock, so that an older list never replaces a newer one.</param>
    public Balancer(string service, Func<ServiceList> current, BalancerSetup setup)
    {
        (_current, _setup, _policy) = (current, setup, setup.PolicyOf(service));
        _started = setup.Clock.GetTimestamp();
        _turn = setup.Chance.Next() >> 32;   // consumers that start together do not all begin with the same instance
        lock (_lock) _plan = MakePlanLocked();
    }

    /// <summary>What is picked from now.</summary>
    public Plan Plan => _plan;

    /// <summary>Takes the newest list, and what was learnt of its instances, into account.</summary>
    public void Refresh() => Refresh(expired: null);

    /// <param name="key">What <see cref="Policy.ConsistentHash"/> goes by; none: by chance.</param>
    /// <param name="except">Answered only when there is nobody else.</param>
    public Picked Pick(ReadOnlySpan<char> key, ReadOnlySpan<ServiceInstance> except)
    {
        var plan = _plan;
        if (plan.ExpiresAt != TimeSpan.MaxValue && Now >= plan.ExpiresAt) plan = Refresh(expired: plan);
        if (plan.All.Count == 0) throw NoInstance.In(plan.List);

        Span<ulong> skip = except.Length <= 16 ? stackalloc ulong[except.Length] : new ulong[except.Length];
        for (var i = 0; i < except.Length; i++) skip[i] = XxHash64.Hash(except[i].Id, 0);

        var side = _policy is Policy.ZoneFirst ? SideOf(plan, skip) : Side.Unknown;
        var among = side switch { Side.Here => plan.Here, Side.Elsewhere => plan.Elsewhere, _ => plan.All };
        return Open(among, Choose(among, key, skip), side);
    }

    /// <summary>Called by the ticket, once a use.</summary>
    public void Close(CallTicket ticket, Outcome outcome, string api)
    {
        var callee = ticket.Callee!;
        callee.End();
        Count(ticket.Side, -1);
        _tickets.Enqueue(ticket);
        callee.CountsIn(_setup.Outcomes, _plan.List.Service).Count(api, outcome);
        BalancingMeter.Ended(_plan.List.Service, callee.Id, outcome);
        if (outcome is not Outcome.Cancelled && callee.Learn(outcome is Outcome.Succeeded, Now, _setup.Options.Ejection)) Refresh();
    }

    private TimeSpan Now => _setup.Clock.GetElapsedTime(_started);

    private int Choose(Candidates among, ReadOnlySpan<char> key, ReadOnlySpan<ulong> skip)
    {
        if (_policy is Policy.ConsistentHash)
        {
            var hash = key.IsEmpty ? _setup.Chance.Next() : XxHash64.Hash(MemoryMarshal.AsBytes(key), 0);
            var winner = ConsistentHash.Pick(among.Hashes, among.Weights, among.EqualWeights, hash, skip);
            return winner >= 0 ? winner : ConsistentHash.Pick(among.Hashes, among.Weights, among.EqualWeights, hash, skip: []);
        }

        var index = Draw(among);
        for (var draw = 1; skip.Contains(among.Hashes[index]) && draw < Draws; draw++) index = Draw(among);
        return skip.Contains(among.Hashes[index]) ? Math.Max(among.IndexOutside(skip), 0) : index;
    }

    private int Draw(Candidates among) => _policy switch
    {
        Policy.LeastRequests or Policy.ZoneFirst => LeastRequests.Pick(among, _setup.Chance),
        Policy.WeightedRoundRobin => WeightedRoundRobin.Pick(among.Strides, ref _turn),
        Policy.WeightedRandom => among.ByWeight.Draw(_setup.Chance.Next()),
        _ => throw new InvalidOperationException($"{_policy} does not draw."),
    };

    private Side SideOf(Plan plan, ReadOnlySpan<ulong> skip)
    {
        var here = new ZoneLoad(plan.ShareHere, ZoneFirst.IsBusy(Volatile.Read(ref _here), plan.AvailableHere, _setup.Options.ZoneBusyAt));
        var elsewhere = new ZoneLoad(plan.ShareElsewhere, ZoneFirst.IsBusy(Volatile.Read(ref _elsewhere), plan.AvailableElsewhere, _setup.Options.ZoneBusyAt));
        if (plan.Here.IndexOutside(skip) < 0 && plan.Elsewhere.IndexOutside(skip) >= 0) return Side.Elsewhere;
        return ZoneFirst.Stays(here, elsewhere, Chance.Unit(_setup.Chance.Next())) ? Side.Here : Side.Elsewhere;
    }

    private Picked Open(Candidates among, int index, Side side)
    {
        if (!_tickets.TryDequeue(out var ticket)) ticket = new CallTicket(this);
        (ticket.Callee, ticket.Side) = (among.Callee(index), side);
        ticket.Callee.Begin();
        Count(side, 1);
        BalancingMeter.Picked(_plan.List.Service);
        return new Picked(among.Instance(index), ticket);
    }

    private void Count(Side side, int by)
    {
        if (side is Side.Here) Interlocked.Add(ref _here, by);
        else if (side is Side.Elsewhere) Interlocked.Add(ref _elsewhere, by);
    }

    /// <param name="expired">The plan whose time is over: nothing is done when another thread has replaced it already.</param>
    private Plan Refresh(Plan? expired)
    {
        Plan before, now;
        lock (_lock)
        {
            before = _plan;
            if (expired is not null && before != expired) return before;
            _plan = now = MakePlanLocked();
        }

        Tell(before, now);
        return now;
    }

    private Plan MakePlanLocked()
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        var (list, now) = (_current(), Now);
        var callees = new Dictionary<string, Callee>(list.Count, StringComparer.Ordinal);
        var ordered = new List<Callee>(list.Count);
        foreach (var instance in list.Instances)
        {
            var known = _callees.TryGetValue(instance.Id, out var callee) && callee.Address == instance.Address;
            if (!known) callee = new Callee(instance.Id, instance.Address, new(_told ? Warming.Cold : Warming.Warm, now));
            callee!.Show(instance.State, now);
            callees[instance.Id] = callee;
            ordered.Add(callee);
        }

        _callees = callees;
        _told |= list.Source is ListSource.Registry;
        return Plan.Of(list, ordered, _setup, _policy, now);
    }

    private void Tell(Plan before, Plan now)
    {
        foreach (var callee in now.Ejected.Except(before.Ejected))
        {
            BalancingMeter.Ejected(now.List.Service);
            Log.Ejected(_setup.Logger, callee.Id, now.List.Service, callee.StandingAt(Now).Ejections);
        }

        foreach (var callee in before.Ejected.Except(now.Ejected)) Log.Returned(_setup.Logger, callee.Id, now.List.Service);
    }
}
