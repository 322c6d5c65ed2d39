using System.Security.Cryptography;
using System.Text;
using Muster.Core.Access;
using Muster.Protocol;

namespace Muster.Core.Tests.Access;

/// <summary>One function decides every verb: who is asking, and what may he do.</summary>
public sealed class Authorizations
{
    [Theory]
    // namespace pattern, service pattern, asked namespace, asked service (null: any part of the namespace), covered
    [InlineData("prod", "orders", "prod", "orders", true)]
    [InlineData("prod", "orders", "prod", "stock", false)]
    [InlineData("prod", "orders", "test", "orders", false)]
    [InlineData("prod", "orders", "prod", null, true)]
    [InlineData("prod", "orders", "test", null, false)]
    [InlineData("prod", "shop.*", "prod", "shop.orders", true)]
    [InlineData("prod", "shop.*", "prod", "shop.", true)]
    [InlineData("prod", "shop.*", "prod", "shop", false)]
    [InlineData("prod", "shop.*", "prod", "Shop.orders", false)]
    [InlineData("prod*", "*", "prod-eu", "anything", true)]
    [InlineData("prod*", "*", "preprod", "anything", false)]
    [InlineData("*", "*", "test", null, true)]
    [InlineData("*", "orders", "test", "orders", true)]
    [InlineData("prod", "o*s", "prod", "orders", false)]
    [InlineData("", "*", "prod", "orders", false)]
    public void A_grant_covers_what_its_patterns_name(string namespaces, string services, string @namespace, string? service, bool covered)
    {
        foreach (var verb in Enum.GetValues<Verb>())
        {
            var caller = new Caller("deploy", [new Grant(namespaces, services, new HashSet<Verb> { verb })]);
            foreach (var asked in Enum.GetValues<Verb>())
                Assert.Equal(covered && asked == verb, CallerDirectory.Authorize(caller, asked, new(@namespace, service)) is null);
        }
    }

    [Fact]
    public void A_refusal_names_the_caller_the_verb_and_the_thing()
    {
        var nobody = new Caller("billing", []);

        Assert.Equal(
            Errors.Of(ErrorCode.Forbidden, "Caller 'billing' may not register service 'orders' in namespace 'prod'. Ask an operator for a token that covers it."),
            CallerDirectory.Authorize(nobody, Verb.Register, new("prod", "orders")));
        Assert.Equal(
            Errors.Of(ErrorCode.Forbidden, "Caller 'billing' may not list namespace 'prod'. Ask an operator for a token that covers it."),
            CallerDirectory.Authorize(nobody, Verb.List, new("prod", null)));
    }

    [Fact]
    public void Several_grants_add_up()
    {
        var caller = new Caller("deploy",
        [
            new Grant("prod", "orders", new HashSet<Verb> { Verb.Register }),
            new Grant("prod", "*", new HashSet<Verb> { Verb.Subscribe }),
        ]);

        Assert.Null(CallerDirectory.Authorize(caller, Verb.Register, new("prod", "orders")));
        Assert.Null(CallerDirectory.Authorize(caller, Verb.Subscribe, new("prod", "stock")));
        Assert.NotNull(CallerDirectory.Authorize(caller, Verb.Register, new("prod", "stock")));
    }

    [Theory]
    [InlineData(true, true, "Network", true)]
    [InlineData(false, true, "Loopback", true)]
    [InlineData(false, true, "Network", false)]
    [InlineData(false, false, "Loopback", false)]
    public void Who_may_come_without_a_token(bool openToAll, bool openToLoopback, string origin, bool served)
    {
        var (caller, error) = new CallerDirectory([], openToAll, openToLoopback).Identify("", Enum.Parse<Origin>(origin));

        Assert.Equal(served ? Caller.Anonymous : null, caller);
        Assert.Equal(served ? null : "No token was given. Set one in the client's configuration, or in MUSTER_TOKEN for the command line.", error?.Message);
    }

    [Fact]
    public void A_token_tells_its_caller_and_no_other()
    {
        var (deploy, audit) = (new Caller("deploy", []), new Caller("audit", []));
        var directory = new CallerDirectory([Credential(deploy, "one"), Credential(audit, "two")], openToAll: true, openToLoopback: true);

        Assert.Equal(deploy, directory.Identify("one", Origin.Network).Caller);
        Assert.Equal(audit, directory.Identify("two", Origin.Network).Caller);
    }

    [Theory]
    [InlineData("three")]
    [InlineData("One")]
    [InlineData(" one")]
    public void A_wrong_token_is_not_taken_for_none(string token)
    {
        var directory = new CallerDirectory([Credential(new Caller("deploy", []), "one")], openToAll: true, openToLoopback: true);

        var (caller, error) = directory.Identify(token, Origin.Loopback);

        Assert.Null(caller);
        Assert.Equal(Errors.Of(ErrorCode.Unauthenticated, "This registry does not know the token. Check that it belongs to this environment and was not revoked."), error);
    }

    /// <summary>Rows: the token, what is shown, and whom that makes; the registry is open to everybody.</summary>
    [Theory]
    [InlineData("", "", "anonymous")]
    [InlineData("", "URI:a", "orders")]
    [InlineData("", "DNS:x URI:a", "orders")]
    [InlineData("", "URI:a URI:also-a", "orders")]
    [InlineData("", "URI:a URI:b", "")]
    [InlineData("", "URI:x", "")]
    [InlineData("", "-", "")]
    [InlineData("", "! URI:a", "")]
    [InlineData("one", "URI:a", "deploy")]
    [InlineData("one", "! URI:a", "deploy")]
    [InlineData("guess", "URI:a", "")]
    [InlineData("URI:a", "", "")]
    [InlineData("", "URI:of-another-environment", "")]
    public void A_token_goes_before_a_certificate_and_neither_makes_its_owner_anonymous(string token, string shown, string caller)
    {
        var directory = new CallerDirectory(
            [Credential(new Caller("deploy", []), "one"), Named("orders", "URI:a"), Named("orders", "URI:also-a"), Named("billing", "URI:b"), Named("elsewhere", "URI:of-another-environment", "test")],
            openToAll: true, openToLoopback: true)
        { Environment = "prod" };

        var certificate = shown.Length == 0 ? null : new ShownCertificate("CN=c", new string('0', 64), [.. shown.Split(' ').Where(word => word.Length > 1)], shown.StartsWith('!') ? "It ended." : null);
        var (found, error) = directory.Identify(token, Origin.Loopback, certificate);

        Assert.Equal(caller, found?.Name ?? "");
        Assert.Equal(caller.Length == 0, error is not null);

        static Credential Named(string name, string certificate, string environment = "prod") =>
            new(new Caller(name, []) { Environment = environment }, default) { CertificateName = certificate };
    }

    private static Credential Credential(Caller caller, string token) => new(caller, SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
