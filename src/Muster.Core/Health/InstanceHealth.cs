using Muster.Core.Sessions;

namespace Muster.Core.Health;

/// <summary>Everything that was reported of one instance. Only instances of which something was reported have one.</summary>
/// <remarks>Written by <see cref="HealthTable"/> alone.</remarks>
internal sealed class InstanceHealth(InstanceRef instance, ulong incarnation, ServiceHealth service)
{
    private readonly Testimony _own = new(Side.Own), _callers = new(Side.Callers);
    private Damping _damping;
    private string? _declared;

    public InstanceRef Instance { get; } = instance;

    public ulong Incarnation { get; } = incarnation;

    public ServiceHealth Service { get; } = service;

    /// <summary>What makes it sub-healthy, as it was when it became so; null while nothing does.</summary>
    public string? Ailment { get; private set; }

    /// <summary>What it costs to judge it, in windows to look at.</summary>
    public int Cost => 1 + _own.Windows + _callers.Windows;

    public void Add(Side side, string api, string voice, TimeSpan now, Calls calls) =>
        (side is Side.Own ? _own : _callers).Add(api, voice, CallWindow.SlotAt(now), calls);

    /// <summary>The instance's word about itself: null for serving. What it says against itself counts at once.</summary>
    public void Declare(string? degraded, TimeSpan now)
    {
        _declared = degraded;
        if (degraded is not null) Settle(degraded, now);
    }

    public void Gather(long slot)
    {
        _own.Gather(slot, Service.Own);
        _callers.Gather(slot, Service.Callers);
    }

    public void Judge(long slot, TimeSpan now, List<ApiTurn> turns)
    {
        var own = _own.Judge(slot, Service.Own, Service.Rules, now, turns);
        var callers = _callers.Judge(slot, Service.Callers, Service.Rules, now, turns);
        var found = own ?? callers;
        Settle(_declared is null && found is null ? null : Ailment ?? _declared ?? found.ToString(), now);
    }

    /// <summary>Whether nothing is left that a later report would have to know.</summary>
    public bool IsForgotten(TimeSpan now) =>
        _own.IsEmpty && _callers.IsEmpty && _declared is null && Ailment is null && _damping.StepsAt(now) == 0;

    private void Settle(string? found, TimeSpan now)
    {
        if (Ailment is null && found is not null)
        {
            _damping = _damping.Demoted(now);
            Ailment = found;
        }
        else if (Ailment is not null && found is null && !_damping.Holds(now))
        {
            _damping = _damping.Restored(now);
            Ailment = null;
        }
    }
}

/// <summary>What the instances of one service share: its rules, and what they have together.</summary>
internal sealed class ServiceHealth(HealthRules rules)
{
    public HealthRules Rules { get; } = rules;

    public FleetSums Own { get; } = new();

    public FleetSums Callers { get; } = new();

    /// <summary>Instances with reports.</summary>
    public int Instances { get; set; }
}
