namespace Muster.Client;

/// <summary>How a process takes part: where the registry is, and who the process is.</summary>
public sealed class MusterOptions
{
    /// <summary>
    /// Registry nodes, <c>host:port</c> or a URI; <c>https://</c> for TLS. Default: 127.0.0.1:7501. One of them is used
    /// at a time, chosen by chance.
    /// </summary>
    public IList<string> Registries { get; } = [];

    /// <summary>Everything that this process registers and subscribes to lives here. Default: <c>default</c>.</summary>
    public string Namespace { get; set; } = "default";

    /// <summary>The environment that this process belongs to; a registry of another one is refused. Default: any.</summary>
    public string Environment { get; set; } = "";

    /// <summary>The credential; it goes before <see cref="CertificateFile"/>. Default: empty, none.</summary>
    public string Token { get; set; } = "";

    /// <summary>
    /// A file with the credential in it and nothing else, in place of <see cref="Token"/>. Read at each connection: another token needs no
    /// restart. Default: none.
    /// </summary>
    public string TokenFile { get; set; } = "";

    /// <summary>Where this process runs. Default: unknown.</summary>
    public string Zone { get; set; } = "";

    /// <summary>The gateway or business unit that this process belongs to. Default: unknown.</summary>
    public string Unit { get; set; } = "";

    /// <summary>Names the process to operators. Default: machine, program and process id.</summary>
    public string ClientName { get; set; } = $"{System.Environment.MachineName}/{AppDomain.CurrentDomain.FriendlyName}/{System.Environment.ProcessId}";

    /// <summary>
    /// The folder where lists are kept, so that a restart works while every registry is away. Default: a folder of the
    /// user's local application data. Empty: nothing is kept.
    /// </summary>
    public string SnapshotFolder { get; set; } = Path.Combine(
        System.Environment.GetFolderPath(System.Environment.SpecialFolder.LocalApplicationData, System.Environment.SpecialFolderOption.DoNotVerify),
        "muster", "snapshots");

    /// <summary>
    /// How long ago the registry may last have stood by a list on disk for it still to be used. Default 7 days. Longer
    /// starts after longer outages, from addresses that may by then belong to others.
    /// </summary>
    public TimeSpan SnapshotMaximumAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A PEM file with the authority that signed the registry's certificate. Default: the system's authorities.</summary>
    public string CertificateAuthorityFile { get; set; } = "";

    /// <summary>
    /// A PEM file with the certificate that this process shows in a token's place, and its key where <see cref="KeyFile"/> names
    /// no other. Read again when it changes. Default: none is shown.
    /// </summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>
    /// Whether this process renews the certificate in <see cref="CertificateFile"/>, in that file, from two thirds of its life on. It does
    /// so where a registry's own authority gave it, as <c>muster cert join</c> writes it; of others it keeps its hands off. Default true.
    /// False leaves that to <c>muster cert rotate --when-due</c>.
    /// </summary>
    public bool RenewCertificate { get; set; } = true;

    /// <summary>A PEM file with the key of <see cref="CertificateFile"/>, not encrypted. Default: it is in that file as well.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>How calls are shared out among the instances of a service. Configured under <c>Muster:Consumer</c>.</summary>
    public BalancingOptions Balancing { get; } = new();
}
