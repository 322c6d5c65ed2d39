using Muster.Core.Access;
using Muster.Core.Catalog;

namespace Muster.Core.Health;

/// <summary>Which service is measured by what: the first entry that matches, else the usual rules.</summary>
internal sealed record HealthRuleBook(IReadOnlyList<HealthRuleEntry> Entries)
{
    public static readonly HealthRuleBook Usual = new([]);

    public HealthRules For(ServiceKey service) =>
        Entries.FirstOrDefault(entry => Grant.Matches(entry.Namespace, service.Namespace) && Grant.Matches(entry.Service, service.Service))?.Rules ?? HealthRules.Usual;
}

/// <summary>Rules for the services that match. A pattern is a name, or the beginning of one followed by <c>*</c>.</summary>
internal sealed record HealthRuleEntry(string Namespace, string Service, HealthRules Rules);
