using Muster.Core.Catalog;

namespace Muster.Core.Policy;

/// <summary>A part of those whom a policy may be about: as many whole services as fit; those that were turned away come last.</summary>
/// <param name="from">The first service, by place.</param>
internal sealed class PolicySurvey(int from)
{
    /// <summary>Registrants after which a part ends, so that taking it never makes a late tick.</summary>
    public const int Enough = FactSlice.Enough;

    public int From { get; } = from;

    public List<Registrant> Registrants { get; } = [];

    /// <summary>The revision of the policy that holds.</summary>
    public ulong Revision { get; private set; }

    /// <summary>Where the next part starts; null when this was the last.</summary>
    public int? Next { get; private set; }

    public void Fill(ServiceTable services, PolicyBook policy)
    {
        Revision = policy.Revision;
        var at = From;
        for (; at < services.InOrder.Count && Registrants.Count < Enough; at++)
        {
            if (services.InOrder[at] is not { } service) continue;
            foreach (var fact in service.Facts) Registrants.Add(Registrant.Of(service.Key, fact));
        }

        Next = at < services.InOrder.Count ? at : null;
        if (Next is not null) return;
        foreach (var session in policy.Waiters)
            foreach (var wanted in policy.TurnedAway(session)) Registrants.Add(Registrant.Of(session, wanted));
    }
}
