using Muster.Core.Access;
using Muster.Core.Policy;
using Muster.Protocol;

namespace Muster.Core.Tests.Policy;

/// <summary>The first rule that matches decides.</summary>
public sealed class Judging
{
    private static readonly Caller Shop = new("shop-prod", []) { Environment = "production" };

    [Theory]
    // rules, the line that decides (0: nothing is said)
    [InlineData("deny namespace=prod", 1)]
    [InlineData("deny namespace=test", 0)]
    [InlineData("deny namespace=test,prod", 1)]
    [InlineData("deny service=shop.*", 1)]
    [InlineData("deny service=*orders", 1)]
    [InlineData("deny service=s*.o*", 1)]
    [InlineData("deny service=shop", 0)]
    [InlineData("deny service=Shop.*", 0)]
    [InlineData("deny caller=shop-*", 1)]
    [InlineData("deny caller=shop-test", 0)]
    [InlineData("deny environment=production", 1)]
    [InlineData("deny environment=test", 0)]
    [InlineData("deny label.team=red", 1)]
    [InlineData("deny label.team=blue", 0)]
    [InlineData("deny label.owner=*", 0)]
    [InlineData("deny label.team=*", 1)]
    [InlineData("deny peer=10.0.0.0/8", 1)]
    [InlineData("deny peer=10.0.0.1", 1)]
    [InlineData("deny peer=10.0.0.2", 0)]
    [InlineData("deny peer=::/0", 0)]
    [InlineData("deny namespace=prod service=none", 0)]
    [InlineData("deny namespace=prod service=shop.* caller=shop-prod", 1)]
    [InlineData("deny service=none\nallow namespace=prod\ndeny namespace=prod", 2)]
    [InlineData("deny service=none\ndefault quarantine", 2)]
    public void The_first_rule_whose_conditions_all_hold_decides(string text, int line) => Assert.Equal(line, Judge(text, "http://10.1.0.7:80").Line);

    [Theory]
    // Nobody is let in for one good address among others, nor kept out of a ban by one.
    [InlineData("allow address=10.0.0.0/8\ndefault deny", "http://10.0.0.7:80", Admission.Allowed)]
    [InlineData("allow address=10.0.0.0/8\ndefault deny", "http://10.0.0.7:80 http://203.0.113.9:80", Admission.Denied)]
    [InlineData("allow address=10.0.0.0/8,203.0.113.9\ndefault deny", "http://10.0.0.7:80 http://203.0.113.9:80", Admission.Allowed)]
    [InlineData("deny address=203.0.113.0/24", "http://10.0.0.7:80 http://203.0.113.9:80", Admission.Denied)]
    [InlineData("quarantine address=203.0.113.0/24", "http://10.0.0.7:80 http://203.0.113.9:80", Admission.Quarantined)]
    [InlineData("deny address=fd00::/8", "http://[fd00::7]:80", Admission.Denied)]
    [InlineData("deny address=10.0.0.0/8", "http://[::ffff:10.0.0.7]:80", Admission.Denied)]
    [InlineData("deny address=10.0.0.0/8", "http://0x0a000007:80", Admission.Denied)]
    [InlineData("deny address=10.0.0.0/8", "http://10.example.com:80", Admission.Allowed)]
    [InlineData("deny address=*.example.com", "http://a.Example.COM:80", Admission.Denied)]
    [InlineData("deny address=*.example.com", "http://example.com:80", Admission.Allowed)]
    public void An_address_is_judged_by_its_host(string text, string addresses, Admission admission) =>
        Assert.Equal(admission, Judge(text, addresses.Split(' ')).Admission);

    [Theory]
    [InlineData("10.0.0.7:5000", "10.0.0.7")]
    [InlineData("::1:5000", "::1")]
    [InlineData("[::1]:5000", "::1")]
    [InlineData("::ffff:10.0.0.7:5000", "10.0.0.7")]
    [InlineData("in memory", null)]
    [InlineData("", null)]
    public void A_peers_address_is_read_from_what_the_transport_says(string peer, string? address) =>
        Assert.Equal(address, PeerAddress.Of(peer)?.ToString());

    [Fact]
    public void What_is_not_known_of_one_from_before_the_start_decides_nothing_until_he_is_back()
    {
        var (policy, _) = PolicyText.Read("deny caller=blocked\nallow peer=10.0.0.0/8\ndefault deny");
        var unknown = new Caller("shop", []) { Environment = null };

        Assert.Null(policy.Judge(Applicant(unknown, "", restored: true)));
        Assert.Equal(1, policy.Judge(Applicant(unknown with { Name = "blocked" }, "", restored: true))?.Line);
        Assert.Equal(3, policy.Judge(Applicant(unknown with { Environment = "" }, "", restored: false))?.Line);
    }

    private static AdmissionRule Judge(string text, params string[] addresses)
    {
        var (policy, faults) = PolicyText.Read(text);
        Assert.Empty(faults);
        return policy.Judge(Applicant(Shop, "10.0.0.1:5000", restored: false, addresses))!;
    }

    private static Applicant Applicant(Caller caller, string peer, bool restored, params string[] addresses) =>
        new(new("prod", "shop.orders"), new Instance { Id = "o-1", Addresses = { addresses }, Metadata = { ["team"] = "red" } }, caller, peer, restored);
}
