using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using Muster.Server.Access;
using Muster.Server.Storage;

namespace Muster.Server.Hosting;

/// <summary>What a node shows over TLS, and what it makes of what clients show.</summary>
/// <param name="Certificate">The node's own; null: it speaks cleartext.</param>
/// <param name="Clients">Null: clients are asked for none, as none would prove anything.</param>
/// <param name="Authority">The node's own.</param>
internal sealed record NodeTls(CurrentCertificate? Certificate, ClientCertificates? Clients, CenterAuthority Authority)
{
    public bool IsOn => Certificate is not null;

    /// <summary>What was configured; else, where others can reach the node, what it makes for itself.</summary>
    /// <exception cref="StartRefusedException">The files are not what they should be.</exception>
    public static NodeTls Of(NodeOptions options, DataFolder folder, TimeProvider time)
    {
        var authority = new CenterAuthority(folder.Tls, time) { IsUsed = options.IsGuarded && !options.Tls.IsSet };
        if (!options.Tls.IsSet && !options.IsGuarded) return new(null, null, authority);

        var trusted = options.Tls.ClientAuthorityFile.Length > 0 ? AuthoritiesIn(options.Tls.ClientAuthorityFile) : [];
        if (!authority.IsUsed) return new(new(options.Tls, time), trusted.Count > 0 ? new(trusted, time) : null, authority);

        var names = OwnNames.Of(options);
        var certificate = new CurrentCertificate(authority.CertificateFor(names), time, () => authority.Renew(names));
        trusted.Add(authority.Certificate());
        return new(certificate, new(trusted, time), authority);
    }

    /// <summary>How a handshake that begins now is answered at the port of conversations; asked where <see cref="IsOn"/> says so.</summary>
    /// <param name="protocols">What the port speaks, the preferred one first.</param>
    /// <param name="connection">Keeps what the client shows.</param>
    public SslServerAuthenticationOptions Answer(IEnumerable<SslApplicationProtocol> protocols, IFeatureCollection connection)
    {
        var answer = Certificate!.Answer(protocols);
        Clients?.Ask(answer, connection);
        return answer;
    }

    private static X509Certificate2Collection AuthoritiesIn(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartRefusedException($"MusterServer:Tls:ClientAuthorityFile: {file} cannot be read: {fault.Message}");
        }

        return authorities.Count > 0
            ? authorities
            : throw new StartRefusedException($"MusterServer:Tls:ClientAuthorityFile: {file} holds no certificate. It must be PEM, with a block that starts with -----BEGIN CERTIFICATE-----.");
    }
}
