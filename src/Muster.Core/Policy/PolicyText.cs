using System.Net;
using System.Text;
using Muster.Protocol;

namespace Muster.Core.Policy;

/// <summary>Reads a policy as operators write it: one rule a line. Every fault is told at once.</summary>
/// <remarks><code>
///   allow       environment=production  namespace=prod,prod-*
///   quarantine  service=legacy.*  address=10.9.0.0/16  reason="until the move is over"
///   default deny  reason="ask the platform team"
/// </code></remarks>
internal sealed class PolicyText
{
    private const string Default = "default", Reason = "reason", Label = "label.";
    private const string Known = "namespace, service, address, peer, caller, environment and label.KEY";

    private readonly List<AdmissionRule> _rules = [];
    private readonly List<PolicyFault> _faults = [];
    private AdmissionRule? _otherwise;
    private int _line;

    private PolicyText()
    {
    }

    /// <summary>The policy, and all that is wrong with its text; with a fault, the policy is not to be used.</summary>
    public static (AdmissionPolicy Policy, IReadOnlyList<PolicyFault> Faults) Read(string text)
    {
        var reading = new PolicyText();
        if (Encoding.UTF8.GetByteCount(text) is > Limits.PolicyBytes and var bytes)
            return (AdmissionPolicy.AllowAll, [new(0, $"the policy has {bytes} bytes; the limit is {Limits.PolicyBytes}.")]);

        foreach (var line in text.Split('\n')) reading.Take(line.TrimEnd('\r'));
        if (reading._rules.Count > Limits.PolicyRules)
            reading._faults.Add(new(0, $"the policy has {reading._rules.Count} rules; the limit is {Limits.PolicyRules}. Put values of one kind into one rule, behind commas."));
        return (new(reading._rules, reading._otherwise ?? AdmissionRule.AllowAll), reading._faults);
    }

    private void Take(string line)
    {
        _line++;
        if (line.Any(character => char.IsControl(character) && character != '\t'))
        {
            Fault("it has a control character. Write plain text.");
            return;
        }

        var (words, length, fault) = PolicyLine.Split(line);
        if (fault is not null) Fault(fault);
        else if (words.Count > 0) Take(words, line[..length].Trim());
    }

    private void Take(IReadOnlyList<PolicyWord> words, string text)
    {
        if (_otherwise is not null) Fault($"'{Default}' in line {_otherwise.Line} is the last word. Put this line before it.");
        var isDefault = words[0] is { Key: Default, Values.Count: 0 };
        var verdict = isDefault ? (words.Count > 1 ? words[1] : new("", [])) : words[0];
        if (VerdictOf(verdict) is not { } admission)
        {
            Fault(isDefault
                ? $"say what holds where no rule matches: {Default} allow, {Default} deny or {Default} quarantine."
                : $"{Names.Quote(words[0].Key)} begins no line. Begin it with allow, deny, quarantine or {Default}.");
            return;
        }

        var (conditions, reason) = Read(words.Skip(isDefault ? 2 : 1));
        var rule = new AdmissionRule(_line, admission, conditions, reason, text);
        if (isDefault && conditions.Count > 0) Fault($"'{Default}' takes no condition. Leave {Default} out to write a rule.");
        else if (isDefault) _otherwise = rule;
        else if (conditions.Count == 0) Fault($"the rule has no condition, so it would match everybody. Write '{Default} {words[0].Key}' as the last line instead.");
        else _rules.Add(rule);
    }

    private (List<RuleCondition> Conditions, string Reason) Read(IEnumerable<PolicyWord> words)
    {
        var conditions = new List<RuleCondition>();
        var reason = "";
        foreach (var (key, values) in words)
        {
            if (values.Count == 0) Fault($"{Names.Quote(key)} is no condition. Write KEY=VALUE, such as namespace=prod.");
            else if (values.Any(value => value.Length == 0)) Fault($"{Names.Quote(key)} has an empty value. Write {key}=VALUE, or {key}=VALUE,VALUE.");
            else if (key == Reason && reason.Length > 0) Fault("a reason is given twice.");
            else if (key == Reason) reason = ReasonOf(values);
            else if (TraitOf(key) is not { } trait) Fault($"there is no condition {Names.Quote(key)}. Known are {Known}.");
            else if (conditions.Any(condition => NameOf(condition) == key)) Fault($"{key} is named twice in one rule. Put all values behind one: {key}=A,B.");
            else conditions.Add(new(trait, trait is Trait.Label ? key[Label.Length..] : "", [.. values.Select(value => AlternativeOf(trait, key, value))]));
        }

        return (conditions, reason);
    }

    private string ReasonOf(IReadOnlyList<string> values)
    {
        var reason = string.Join(',', values).Trim();
        if (reason.Length > Limits.Reason) Fault($"the reason has {reason.Length} characters; the limit is {Limits.Reason}.");
        return reason;
    }

    private Alternative AlternativeOf(Trait trait, string key, string value)
    {
        if (trait is not (Trait.Address or Trait.Peer)) return new(value, null);
        if (IPNetwork.TryParse(value, out var range)) return new(value, range);
        if (IPAddress.TryParse(value, out var one)) return new(value, new IPNetwork(PeerAddress.Plain(one), PeerAddress.Plain(one).GetAddressBytes().Length * 8));

        var name = trait is Trait.Address && !value.Contains('/') && !value.Contains(':');
        if (!name) Fault($"{key}: {Names.Quote(value)} is no range of addresses, such as 10.0.0.0/8, 10.0.0.7 or fd00::/8.");
        return new(value, null);
    }

    private void Fault(string words) => _faults.Add(new(_line, words));

    private static Admission? VerdictOf(PolicyWord word) => word switch
    {
        { Values.Count: > 0 } => null,
        { Key: "allow" } => Admission.Allowed,
        { Key: "deny" } => Admission.Denied,
        { Key: "quarantine" } => Admission.Quarantined,
        _ => null,
    };

    private static Trait? TraitOf(string key) => key switch
    {
        "namespace" => Trait.Namespace,
        "service" => Trait.Service,
        "address" => Trait.Address,
        "peer" => Trait.Peer,
        "caller" => Trait.Caller,
        "environment" => Trait.Environment,
        _ when key.Length > Label.Length && key.StartsWith(Label, StringComparison.Ordinal) => Trait.Label,
        _ => null,
    };

    private static string NameOf(RuleCondition condition) =>
        condition.Trait is Trait.Label ? Label + condition.Key : condition.Trait.ToString().ToLowerInvariant();
}
