using Muster.Core.Policy;
using Muster.Protocol;

namespace Muster.Core.Tests.Policy;

/// <summary>A policy as operators write it, and everything that can be wrong with it.</summary>
public sealed class PolicyTexts
{
    [Fact]
    public void Rules_are_read_in_order_with_their_lines_and_reasons()
    {
        var (policy, faults) = PolicyText.Read(
            """
            # Who may join production.

            allow  environment=production  namespace=prod,prod-*   # the usual case
            quarantine service=legacy.* address=10.9.0.0/16 reason="until the move, and # no longer"
            default deny reason=no
            """);

        Assert.Empty(faults);
        Assert.Equal(
            [(3, Admission.Allowed, "", "allow  environment=production  namespace=prod,prod-*"), (4, Admission.Quarantined, "until the move, and # no longer", "quarantine service=legacy.* address=10.9.0.0/16 reason=\"until the move, and # no longer\"")],
            policy.Rules.Select(rule => (rule.Line, rule.Admission, rule.Reason, rule.Text)));
        Assert.Equal((5, Admission.Denied, "no"), (policy.Otherwise.Line, policy.Otherwise.Admission, policy.Otherwise.Reason));
        Assert.Equal([Trait.Environment, Trait.Namespace], policy.Rules[0].Conditions.Select(condition => condition.Trait));
        Assert.Equal(["prod", "prod-*"], policy.Rules[0].Conditions[1].Alternatives.Select(alternative => alternative.Pattern));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n# nothing but words\n\r\n")]
    public void An_empty_policy_admits_everybody(string text)
    {
        var (policy, faults) = PolicyText.Read(text);

        Assert.Empty(faults);
        Assert.Equal((0, Admission.Allowed), (policy.Rules.Count, policy.Otherwise.Admission));
    }

    [Theory]
    [InlineData("alow namespace=prod", "line 1: 'alow' begins no line. Begin it with allow, deny, quarantine or default.")]
    [InlineData("deny", "line 1: the rule has no condition, so it would match everybody. Write 'default deny' as the last line instead.")]
    [InlineData("deny prod", "line 1: 'prod' is no condition. Write KEY=VALUE, such as namespace=prod.|line 1: the rule has no condition, so it would match everybody. Write 'default deny' as the last line instead.")]
    [InlineData("deny serivce=a namespace=b", "line 1: there is no condition 'serivce'. Known are namespace, service, address, peer, caller, environment and label.KEY.")]
    [InlineData("deny namespace=a namespace=b", "line 1: namespace is named twice in one rule. Put all values behind one: namespace=A,B.")]
    [InlineData("deny label.team=a label.team=b", "line 1: label.team is named twice in one rule. Put all values behind one: label.team=A,B.")]
    [InlineData("deny namespace=a,", "line 1: 'namespace' has an empty value. Write namespace=VALUE, or namespace=VALUE,VALUE.|line 1: the rule has no condition, so it would match everybody. Write 'default deny' as the last line instead.")]
    [InlineData("deny address=10.0.0.0/33", "line 1: address: '10.0.0.0/33' is no range of addresses, such as 10.0.0.0/8, 10.0.0.7 or fd00::/8.")]
    [InlineData("deny peer=build.example.com", "line 1: peer: 'build.example.com' is no range of addresses, such as 10.0.0.0/8, 10.0.0.7 or fd00::/8.")]
    [InlineData("deny namespace=a reason=\"open", "line 1: a quotation mark is not closed.")]
    [InlineData("default", "line 1: say what holds where no rule matches: default allow, default deny or default quarantine.")]
    [InlineData("default deny namespace=a", "line 1: 'default' takes no condition. Leave default out to write a rule.")]
    [InlineData("default deny\nallow namespace=a", "line 2: 'default' in line 1 is the last word. Put this line before it.")]
    [InlineData("# fine\n\ndeny namespace=\u0001", "line 3: it has a control character. Write plain text.")]
    public void Every_fault_is_told_by_its_line_with_what_to_do(string text, string faults) =>
        Assert.Equal(faults.Split('|'), PolicyText.Read(text).Faults.Select(fault => fault.ToString()));

    [Fact]
    public void Its_size_is_bounded()
    {
        var rules = string.Join('\n', Enumerable.Range(0, Limits.PolicyRules + 1).Select(n => $"deny service=s{n}"));

        Assert.Equal("the policy has 501 rules; the limit is 500. Put values of one kind into one rule, behind commas.", PolicyText.Read(rules).Faults.Single().ToString());
        Assert.Equal($"the policy has {Limits.PolicyBytes + 1} bytes; the limit is {Limits.PolicyBytes}.", PolicyText.Read(new string('#', Limits.PolicyBytes + 1)).Faults.Single().ToString());
    }
}
