using Microsoft.Extensions.Configuration;
using Muster.Core.Access;
using Muster.Server.Hosting;

namespace Muster.Server.Tests.Hosting;

/// <summary>What an operator reads when the configuration is not as it must be.</summary>
public sealed class OptionFaults
{
    private const string Hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    public static TheoryData<string, string> Table => new()
    {
        { "Http=7500", "MusterServer:Http: '7500' is not ADDRESS:PORT, such as 127.0.0.1:7500, 0.0.0.0:7500 or [::1]:7500." },
        { "Http=somewhere:7500", "MusterServer:Http: 'somewhere:7500' is not ADDRESS:PORT, such as 127.0.0.1:7500, 0.0.0.0:7500 or [::1]:7500." },
        { "Rpc=127.0.0.1:99999", "MusterServer:Rpc: '127.0.0.1:99999' is not ADDRESS:PORT, such as 127.0.0.1:7500, 0.0.0.0:7500 or [::1]:7500." },
        { "Rpc=127.0.0.1:7500", "MusterServer:Http and MusterServer:Rpc are both 127.0.0.1:7500: give them different ports." },
        { "DataDir= ", "MusterServer:DataDir: name the folder of the node's files." },
        { "Insecure=true RequireToken=true", "MusterServer:Insecure and MusterServer:RequireToken are both set: the one serves everybody, the other nobody without a token. Set one." },
        { "Insecure=yes", "MusterServer:Insecure: 'yes' is neither true nor false." },
        { "Environment=prod/eu", "MusterServer:Environment: environment 'prod/eu': use at most 64 letters, digits and . _ -." },
        { "Advertise:0=nowhere", "MusterServer:Advertise:0: 'nowhere' is not HOST:PORT, such as registry-1.example.com:7501." },
        { "ConnectionsPerAddress=many", "MusterServer:ConnectionsPerAddress: 'many' is not a number, such as 0.95." },
        { "ConnectionsPerAddress=0", "MusterServer:ConnectionsPerAddress: 0 is outside 1 to 250000." },
        { "ConnectionsPerAddress=250001", "MusterServer:ConnectionsPerAddress: 250001 is outside 1 to 250000." },
        { "Advertise=a:1", "MusterServer:Advertise: give a list of texts." },
        { "=5", "MusterServer: give settings by name, not one value." },
        { "Tls=x.pem", "MusterServer:Tls: give settings by name, not one value." },
        { "Session=00:00:30", "MusterServer:Session: give settings by name, not one value." },
        { "Tokens=x", "MusterServer:Tokens: give a list of tokens." },
        { "Session:Timeout=90", "MusterServer:Session:Timeout: '90' is not a duration. Write it as hours:minutes:seconds, such as 00:01:30." },
        { "Session:Timeout=00:00:05", "MusterServer:Session:Timeout: 00:00:05 is outside 00:00:10 to 00:10:00." },
        { "Session:Timeout=00:10:01", "MusterServer:Session:Timeout: 00:10:01 is outside 00:00:10 to 00:10:00." },
        { "Sesion:Timeout=00:01:30", "MusterServer:Sesion: there is no such setting. Known here: DataDir, Http, Rpc, Insecure, RequireToken, Environment, Advertise, ConnectionsPerAddress, Tls, Session, Health, Detector, Audit, Journal, Quota, Tokens." },
        { "Session:TimeOutt=1", "MusterServer:Session:TimeOutt: there is no such setting. Known here: Timeout." },
        { "Health:Rules=x", "MusterServer:Health:Rules: there is no such setting. Known here: Services." },
        { "Health:Services=x", "MusterServer:Health:Services: give a list of services." },
        { "Health:Services:0:Service=a*b", "MusterServer:Health:Services:0:Service: 'a*b' is neither a service name nor the beginning of one followed by *." },
        { "Health:Services:0:Namespace=Prod", "MusterServer:Health:Services:0:Namespace: 'Prod' is neither a namespace nor the beginning of one followed by *." },
        { "Health:Services:0:LeastSuccess=95", "MusterServer:Health:Services:0:LeastSuccess: 95 is outside 0.5 to 0.99." },
        { "Health:Services:1:LeastSuccess=most", "MusterServer:Health:Services:1:LeastSuccess: 'most' is not a number, such as 0.95." },
        { "Health:Services:0:LeastCalls=5", "MusterServer:Health:Services:0:LeastCalls: 5 is outside 10 to 10000." },
        { "Health:Services:0:FleetGap=0", "MusterServer:Health:Services:0:FleetGap: 0 is outside 0.01 to 0.5." },
        { "Health:Services:0:BadShare=2", "MusterServer:Health:Services:0:BadShare: 2 is outside 0.01 to 1." },
        { "Health:Services:0:Critical:0=", "MusterServer:Health:Services:0:Critical: '' is no API's name; use 1 to 200 characters." },
        { "Health:Services:0:Ratio=1", "MusterServer:Health:Services:0:Ratio: there is no such setting. Known here: Namespace, Service, LeastSuccess, LeastCalls, FleetGap, BadShare, Critical." },
        { "Tls:Certificate=a", "MusterServer:Tls:Certificate: there is no such setting. Known here: CertificateFile, KeyFile, ClientAuthorityFile." },
        { "Tls:CertificateFile=a.pem", "MusterServer:Tls:KeyFile: is missing, and MusterServer:Tls:CertificateFile is set. Set both or none." },
        { "Tls:KeyFile=a.key", "MusterServer:Tls:CertificateFile: is missing, and MusterServer:Tls:KeyFile is set. Set both or none." },
        { $"Tokens:0:Sha256={Hash} Tokens:0:Verbs:0=list", "MusterServer:Tokens:0:Name: '': name the caller with letters, digits and . _ -, other than 'anonymous'." },
        { $"Tokens:0:Name=anonymous Tokens:0:Sha256={Hash} Tokens:0:Verbs:0=list", "MusterServer:Tokens:0:Name: 'anonymous': name the caller with letters, digits and . _ -, other than 'anonymous'." },
        { "Tokens:0:Name=a Tokens:0:Sha256=secret Tokens:0:Verbs:0=list", "MusterServer:Tokens:0:Sha256: give the 64 hexadecimal digits of: printf %s \"$TOKEN\" | sha256sum" },
        { $"Tokens:0:Name=a Tokens:0:Sha256={Hash}", "MusterServer:Tokens:0:Verbs: give at least one of list, subscribe, register, operate, admin, detect, instruct, consumer, provider, operator, detector, relay, node, owner." },
        { $"Tokens:0:Name=a Tokens:0:Sha256={Hash} Tokens:0:Verbs:0=root", "MusterServer:Tokens:0:Verbs: 'root' is none of list, subscribe, register, operate, admin, detect, instruct, consumer, provider, operator, detector, relay, node, owner." },
        { $"Tokens:0:Name=a Tokens:0:Sha256={Hash} Tokens:0:Verbs:0=list Tokens:0:Namespace=Prod", "MusterServer:Tokens:0:Namespace: 'Prod' is neither a namespace nor the beginning of one followed by *." },
        { $"Tokens:0:Name=a Tokens:0:Sha256={Hash} Tokens:0:Verbs:0=list Tokens:0:Service=a*b", "MusterServer:Tokens:0:Service: 'a*b' is neither a service name nor the beginning of one followed by *." },
        { $"Tokens:0:Name=a Tokens:0:Sha256={Hash} Tokens:0:Verbs:0=list Tokens:0:Token=x", "MusterServer:Tokens:0:Token: there is no such setting. Known here: Name, Sha256, CertificateName, Namespace, Service, Environment, Verbs." },
        { "Rpc=0.0.0.0:7501 Tls:ClientAuthorityFile=a Tokens:0:Name=a Tokens:0:CertificateName=orders Tokens:0:Verbs:0=list", "MusterServer:Tokens:0:CertificateName: 'orders' is neither URI: nor DNS: followed by a name, such as URI:spiffe://prod/orders." },
        { $"Rpc=0.0.0.0:7501 Tls:ClientAuthorityFile=a Tokens:0:Name=a Tokens:0:CertificateName=DNS:a Tokens:0:Sha256={Hash} Tokens:0:Verbs:0=list", "MusterServer:Tokens:0:CertificateName: Sha256 is set as well. Give two entries with the same name." },
        { "Rpc=0.0.0.0:7501 Tokens:0:Name=a Tokens:0:CertificateName=DNS:a Tokens:0:Verbs:0=list", "MusterServer:Tls:ClientAuthorityFile: is missing, and a caller is known by his certificate. Name the PEM file with the authority that signs it." },
        { "Tls:ClientAuthorityFile=a", "MusterServer:Tls:ClientAuthorityFile: is set, and this node speaks cleartext, in which no certificate is shown. Set MusterServer:Tls:CertificateFile and KeyFile." },
        { $"Tokens:0:Name=a Tokens:0:Sha256={Hash} Tokens:0:Verbs:0=list Tokens:1:Name=b Tokens:1:Sha256={Hash} Tokens:1:Verbs:0=list", "MusterServer:Tokens: one credential is given to 'a' and 'b'. Give each caller his own." },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_fault_says_which_setting_and_what_to_do(string settings, string message)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(settings));

        Assert.Equal([message], refused.Faults);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read("Foo=1 Http=x Insecure=2 Session:Timeout=3 Tokens:0:Name=a"));

        Assert.Equal(6, refused.Faults.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("http=localhost:0 rpc=[::1]:0")]
    [InlineData("Http=*:7500 Rpc=0.0.0.0:7501 Insecure=true")]
    [InlineData("Http=*:7500 Rpc=0.0.0.0:7501")]
    [InlineData($"Rpc=0.0.0.0:7501 Tls:CertificateFile=a Tls:KeyFile=b Tokens:0:Name=a Tokens:0:Sha256={Hash} Tokens:0:Verbs:0=List Tokens:0:Namespace=team-* Tokens:0:Service=billing.*")]
    public void What_is_right_is_taken(string settings) => Assert.NotNull(Read(settings));

    [Theory]
    [InlineData("", true, false)]
    [InlineData($"Tokens:0:Name=a Tokens:0:Sha256={Hash} Tokens:0:Verbs:0=list", true, false)]
    [InlineData("RequireToken=true", false, false)]
    [InlineData($"RequireToken=true Tokens:0:Name=a Tokens:0:Sha256={Hash} Tokens:0:Verbs:0=list", false, false)]
    [InlineData("Insecure=true", true, true)]
    [InlineData("Rpc=0.0.0.0:7501 Insecure=true", true, true)]
    [InlineData($"Rpc=0.0.0.0:7501 Tls:CertificateFile=a Tls:KeyFile=b Tokens:0:Name=a Tokens:0:Sha256={Hash} Tokens:0:Verbs:0=list", false, false)]
    public void Who_has_no_token_is_served_where_the_operator_left_it_open(string settings, bool onThisMachine, bool fromAnywhere)
    {
        var callers = NodeAccess.CallersOf(Read(settings));

        Assert.Equal(onThisMachine, callers.Identify("", Origin.Loopback).Caller is not null);
        Assert.Equal(fromAnywhere, callers.Identify("", Origin.Network).Caller is not null);
    }

    [Fact]
    public void A_token_is_known_by_its_hash_and_has_the_rights_of_its_name()
    {
        var callers = NodeAccess.CallersOf(Read($"Tokens:0:Name=shop Tokens:0:Sha256={Hash} Tokens:0:Namespace=shop Tokens:0:Verbs:0=list"));

        var (caller, _) = callers.Identify("hello", Origin.Network);

        Assert.Equal("shop", caller?.Name);
        Assert.Null(CallerDirectory.Authorize(caller!, Verb.List, new("shop", "orders")));
        Assert.NotNull(CallerDirectory.Authorize(caller!, Verb.Register, new("shop", "orders")));
    }

    private static NodeOptions Read(string settings) => NodeConfiguration.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create($"MusterServer:{pair[0]}".TrimEnd(':'), (string?)pair[1])))
        .Build());
}
