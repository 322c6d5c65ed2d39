namespace Muster.Core.Policy;

/// <summary>Who may join: rules in order, of which the first that matches decides. A value.</summary>
/// <param name="Rules">In the order of their lines.</param>
/// <param name="Otherwise">What holds where none matches.</param>
internal sealed record AdmissionPolicy(IReadOnlyList<AdmissionRule> Rules, AdmissionRule Otherwise)
{
    public static readonly AdmissionPolicy AllowAll = new([], AdmissionRule.AllowAll);

    /// <summary>The rule that decides; null where that cannot be told before the applicant's process is back.</summary>
    public AdmissionRule? Judge(Applicant applicant)
    {
        foreach (var rule in Rules)
        {
            switch (rule.Matches(applicant))
            {
                case true: return rule;
                case null: return null;
            }
        }

        return Otherwise;
    }
}
