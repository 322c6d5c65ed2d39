using Muster.Core.Catalog;
using Muster.Protocol;

namespace Muster.Core.Policy;

/// <summary>One line of a policy: whom it is about, and what becomes of them.</summary>
/// <param name="Line">Where it stands, from 1; 0 for what holds where nothing is said.</param>
/// <param name="Admission">What becomes of those whom it matches.</param>
/// <param name="Conditions">All of them must hold; none: it matches everybody.</param>
/// <param name="Reason">Told to whom it hits; may be empty.</param>
/// <param name="Text">As it is written, without its comment.</param>
internal sealed record AdmissionRule(int Line, Admission Admission, IReadOnlyList<RuleCondition> Conditions, string Reason, string Text)
{
    /// <summary>What holds where no policy was ever applied.</summary>
    public static readonly AdmissionRule AllowAll = new(0, Admission.Allowed, [], "", "default allow");

    /// <summary>Why it decides so, in the operator's words where he gave any.</summary>
    public string Why => (Reason, Line) switch
    {
        ({ Length: > 0 }, _) => $"{Reason} (admission policy, line {Line})",
        (_, 0) => "no rule of the admission policy is about it",
        _ => $"line {Line} of the admission policy says so",
    };

    /// <summary>Whether it is about the applicant; null where that cannot be told before his process is back.</summary>
    public bool? Matches(Applicant applicant)
    {
        bool? matches = true;
        foreach (var condition in Conditions)
        {
            switch (condition.Holds(applicant, everyHost: Admission is Admission.Allowed))
            {
                case false: return false;
                case null: matches = null; break;
            }
        }

        return matches;
    }

    /// <summary>What the denied are told.</summary>
    public Error Refusal(ServiceKey service, string id) => Errors.Of(
        ErrorCode.Forbidden, $"Instance '{id}' of {service} may not join: {Why}. 'muster policy show' shows the rule to an operator, who can change it.");
}
