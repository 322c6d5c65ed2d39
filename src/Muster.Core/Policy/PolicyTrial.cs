using Muster.Protocol;

namespace Muster.Core.Policy;

/// <summary>Whom a policy would hit, rule by rule. A count: nothing is changed.</summary>
internal sealed class PolicyTrial
{
    /// <summary>Instances that each rule names; the others are counted.</summary>
    public const int Named = 20;

    private readonly AdmissionPolicy _policy;
    private readonly Dictionary<AdmissionRule, RuleEffect> _effects = [];

    public PolicyTrial(AdmissionPolicy policy)
    {
        _policy = policy;
        foreach (var rule in (IEnumerable<AdmissionRule>)[.. policy.Rules, policy.Otherwise])
            _effects.Add(rule, new RuleEffect { Line = (uint)rule.Line, Rule = rule.Text });
    }

    public int Judged { get; private set; }

    /// <summary>In the policy's order.</summary>
    public IReadOnlyList<RuleEffect> Effects => [.. _policy.Rules.Append(_policy.Otherwise).Select(rule => _effects[rule])];

    public void Take(Registrant registrant)
    {
        Judged++;
        if (_policy.Judge(registrant.ToApplicant()) is not { } rule) return;   // stays as it is until its process is back
        var effect = _effects[rule];
        effect.Matched++;
        if (rule.Admission == registrant.Admission) return;
        if (effect.Affected.Count == Named) effect.MoreAffected++;
        else effect.Affected.Add(AffectedBy(rule, registrant));
    }

    private static Affected AffectedBy(AdmissionRule rule, Registrant registrant) => new()
    {
        Namespace = registrant.Service.Namespace,
        Service = registrant.Service.Service,
        Id = registrant.Id,
        Before = registrant.Admission,
        After = rule.Admission,
    };
}
