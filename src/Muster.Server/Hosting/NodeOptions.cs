using Muster.Server.Audit;
using Muster.Server.History;

namespace Muster.Server.Hosting;

/// <summary>What an operator says of a node: the section <c>MusterServer</c> of its configuration.</summary>
internal sealed class NodeOptions
{
    public const string Section = "MusterServer";

    /// <summary>The folder of the node's own files. Default <c>muster-data</c>. A node that loses it serves empty lists, flagged stale, until its clients are back.</summary>
    public string DataDir { get; set; } = "muster-data";

    /// <summary>Where the API listens, <c>ADDRESS:PORT</c>. Default <c>127.0.0.1:7500</c>. Port 0 takes a free one.</summary>
    public string Http { get; set; } = "127.0.0.1:7500";

    /// <summary>Where conversations and calls are taken, <c>ADDRESS:PORT</c>. Default <c>127.0.0.1:7501</c>.</summary>
    public string Rpc { get; set; } = "127.0.0.1:7501";

    /// <summary>Serves anybody from anywhere, in cleartext where no certificate is set. Default false. For closed test networks alone.</summary>
    public bool Insecure { get; set; }

    /// <summary>
    /// Serves nobody without a token, its own machine included. Default false: a node that only its machine can reach serves whoever sits
    /// there, whatever tokens there are. Set, and given no token, it makes one that may do everything, as a node that others can reach does.
    /// </summary>
    public bool RequireToken { get; set; }

    /// <summary>What clients are told they have reached; one configured for another environment stops, and tokens of another open nothing. Default empty: none.</summary>
    public string Environment { get; set; } = "";

    /// <summary>
    /// Addresses, <c>HOST:PORT</c>, at which clients reach the conversation port. Default: <see cref="Rpc"/> where that is one
    /// address; else none, and clients come back to the address they know.
    /// </summary>
    public IList<string> Advertise { get; } = [];

    /// <summary>
    /// Connections that one address may have open at both ports together, 1 to 250,000; further ones are closed as they come. Default 256,
    /// and as many as the ports take from this machine itself. Set, it holds for this machine too. Raise it where many processes come
    /// through one address translator or balancer. Higher: one host can take more of the others' places.
    /// </summary>
    public int? ConnectionsPerAddress { get; set; }

    public TlsOptions Tls { get; } = new();

    public SessionOptions Session { get; } = new();

    public HealthOptions Health { get; } = new();

    public DetectorOptions Detector { get; } = new();

    public AuditOptions Audit { get; } = new();

    public JournalOptions Journal { get; } = new();

    /// <summary>Who may do what. Default none: anonymous callers from this machine, as long as only it can reach the node and <see cref="RequireToken"/> is not set; where others can reach it, whom <c>muster token</c> admits.</summary>
    public IList<TokenOptions> Tokens { get; } = [];

    /// <summary>The bounds of every credential that has none of its own. Default none.</summary>
    public QuotaOptions Quota { get; } = new();

    /// <summary>Whether nobody is served without a token; who was given none makes one.</summary>
    public bool IsClosed => IsGuarded || RequireToken;

    /// <summary>Whether other machines can reach the node and it is not open to them: what it then needs and was not given, it makes.</summary>
    public bool IsGuarded => !Insecure && new[] { Http, Rpc }.Any(bind => !BindAddress.IsLoopback(BindAddress.Parse(bind)!));
}

/// <summary>The node's certificate. Set both files or none; when set, both ports speak TLS.</summary>
internal sealed class TlsOptions
{
    /// <summary>PEM: the node's certificate, then those between it and the authority. Read again when it changes. Default empty: cleartext; where others can reach it, one of the node's own making.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>PEM: the private key, not encrypted.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>
    /// PEM: authorities whose certificates clients may show in a token's place, each for the callers under
    /// <see cref="NodeOptions.Tokens"/> that it names. Read at the start. Default empty: none.
    /// </summary>
    public string ClientAuthorityFile { get; set; } = "";

    public bool IsSet => CertificateFile.Length > 0 && KeyFile.Length > 0;
}

/// <summary>How long a client's session outlives its silence.</summary>
internal sealed class SessionOptions
{
    /// <summary>
    /// Silence after which a session is over, 10 s to 10 min; three heartbeats fit in it. Default 90 s. Longer: silent
    /// instances stay listed longer. Shorter: more heartbeats, and short network faults hide living instances.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(90);
}

/// <summary>One credential and what it allows.</summary>
internal sealed class TokenOptions
{
    /// <summary>Names the caller in logs and refusals.</summary>
    public string Name { get; set; } = "";

    /// <summary>The SHA-256 of the token in hexadecimal: <c>printf %s "$TOKEN" | sha256sum</c>. The token itself is never written down.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>
    /// In place of <see cref="Sha256"/>: a name in the certificate that the caller shows, <c>URI:spiffe://prod/orders</c> or
    /// <c>DNS:orders.example.com</c>, signed by one of <see cref="TlsOptions.ClientAuthorityFile"/>. Default empty: a token.
    /// </summary>
    public string CertificateName { get; set; } = "";

    /// <summary>A namespace, or the beginning of one followed by <c>*</c>. Default <c>*</c>: every one.</summary>
    public string Namespace { get; set; } = "*";

    /// <summary>A service, or the beginning of one followed by <c>*</c>. Default <c>*</c>: every one.</summary>
    public string Service { get; set; } = "*";

    /// <summary>The environment of whoever holds the token; it opens nothing in a registry of another. Default empty: none.</summary>
    public string Environment { get; set; } = "";

    /// <summary>Of <c>list</c>, <c>subscribe</c>, <c>register</c>, <c>operate</c>, <c>instruct</c>, <c>admin</c>, <c>detect</c> and the roles, at least one.</summary>
    public IList<string> Verbs { get; } = [];
}
