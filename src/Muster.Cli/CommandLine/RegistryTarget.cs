using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Client;
using Muster.Client.Credentials;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Cli.CommandLine;

/// <summary>A registry as the command line named it.</summary>
/// <param name="Address"><c>HOST:PORT</c> or a URI.</param>
/// <param name="Namespace">Where the verb looks or registers.</param>
/// <param name="Token">Empty: anonymous.</param>
/// <param name="AuthorityFile">PEM; null: the system's authorities.</param>
internal sealed record RegistryTarget(string Address, string Namespace, string Token, string? AuthorityFile)
{
    /// <summary>Holds <see cref="Token"/>, and another one later; null: it stands in none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>PEM, with its key; null: none is shown.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The registries for which <c>muster login</c> has kept a token, where it has kept none for this one.</summary>
    public IReadOnlyList<string> OtherLogins { get; init; } = [];

    /// <summary>Whether something says who asks.</summary>
    public bool HasCredential => Token.Length > 0 || CertificateFile is not null;

    private bool IsTls => AuthorityFile is not null || CertificateFile is not null || Address.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>For a verb that asks once.</summary>
    /// <exception cref="CommandFailure">It cannot be dialled as it was named.</exception>
    public RegistryCalls Open() => new(this, new RpcChannel(DialAddress, new RpcChannelOptions { Tls = TlsOf(OwnOf(NullLogger.Instance)) }));

    /// <summary>For a verb that stays. Nothing is kept on disk.</summary>
    /// <param name="name">Of the verb.</param>
    /// <param name="owns">Whether it speaks for the certificate's owner, and so renews it.</param>
    public MusterOptions ToClientOptions(string name, bool owns = false) => new()
    {
        Registries = { DialAddress },
        Namespace = Namespace,
        Token = TokenFile is null ? Token : "",
        TokenFile = TokenFile ?? "",
        CertificateAuthorityFile = AuthorityFile ?? "",
        CertificateFile = CertificateFile ?? "",
        RenewCertificate = owns,
        ClientName = $"{Environment.MachineName}/muster {name}/{Environment.ProcessId}",
        SnapshotFolder = "",
    };

    /// <summary>As a carrier is dialled.</summary>
    /// <exception cref="CommandFailure">Cleartext was asked for, and what is for TLS alone was given.</exception>
    public string DialAddress =>
        !IsTls || Address.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? Address
        : !Address.Contains("://", StringComparison.Ordinal) ? $"https://{Address}"
        : throw new CommandFailure(ExitCode.Usage, $"{Names.Quote(Address)} asks for cleartext, and --ca, --cert or 'muster login' has given what is for TLS: write https:// or leave the scheme out.");

    /// <summary>Whether it was named by this machine's own address.</summary>
    public bool IsOnThisMachine => Uri.TryCreate(Address.Contains("://", StringComparison.Ordinal) ? Address : $"http://{Address}", UriKind.Absolute, out var uri) && uri.IsLoopback;

    /// <summary>What it shows of <see cref="CertificateFile"/>; null: nothing.</summary>
    /// <param name="logger">Is told of a file that can no longer be used.</param>
    public OwnCertificate? OwnOf(ILogger logger) => CertificateFile is null ? null : new(CertificateFile, "", logger);

    /// <param name="own">Is shown.</param>
    public RpcTlsOptions? TlsOf(OwnCertificate? own) =>
        AuthorityFile is null && own is null ? null : new RpcTlsOptions { Authorities = AuthoritiesOf(), Certificate = own is null ? null : own.Current };

    private X509Certificate2Collection? AuthoritiesOf()
    {
        if (AuthorityFile is null) return null;
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(AuthorityFile);
        }
        catch (Exception unread) when (unread is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, $"--ca: {AuthorityFile} holds no certificate that can be read: {unread.Message}");
        }

        return authorities.Count > 0
            ? authorities
            : throw new CommandFailure(ExitCode.Usage, $"--ca: {AuthorityFile} holds no certificate.");
    }
}
