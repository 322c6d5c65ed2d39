using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Rpc;
using Muster.Server.Access;
using Muster.Server.Storage;

namespace Muster.Server.Hosting;

/// <summary>The node's own authority, for a node that was given no certificate: made at the first start, kept in its folder.</summary>
/// <remarks>
/// <c>tls/ca.pem</c> is for everybody who connects; <c>tls/ca.key</c> and <c>tls/node.key</c> are the node's alone. The
/// node's certificate names what it can be reached by, and is signed anew at a start where that changed, and whenever
/// <see cref="CertificateLife"/> says so. Clients that join are given certificates of the same authority.
/// </remarks>
internal sealed class CenterAuthority(string folder, TimeProvider time)
{
    /// <summary>How long a client's certificate holds: he renews it himself.</summary>
    public static readonly TimeSpan ClientHolds = TimeSpan.FromDays(30);

    private static readonly TimeSpan AuthorityHolds = TimeSpan.FromDays(3650);
    private static readonly TimeSpan CertificateHolds = TimeSpan.FromDays(397);
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromHours(1);

    /// <summary>Whether this node shows and takes certificates of it: where it was given one, or speaks cleartext, it does not.</summary>
    public bool IsUsed { get; init; }

    /// <summary>What clients have to trust.</summary>
    public string AuthorityFile => Path.Combine(folder, "ca.pem");

    private string AuthorityKeyFile => Path.Combine(folder, "ca.key");

    private string CertificateFile => Path.Combine(folder, "node.pem");

    private string KeyFile => Path.Combine(folder, "node.key");

    /// <summary>The node's certificate, made where it is missing.</summary>
    /// <param name="names">Host names and addresses by which the node is reached.</param>
    /// <exception cref="StartRefusedException">The folder cannot be used.</exception>
    public TlsOptions CertificateFor(IReadOnlyCollection<string> names) => InFolder(() =>
    {
        Directory.CreateDirectory(folder);
        if (!File.Exists(AuthorityFile)) MakeAuthority();
        using var authority = Load();
        if (!HoldsFor(names, authority)) Sign(authority, names);
        return new TlsOptions { CertificateFile = CertificateFile, KeyFile = KeyFile };
    });

    /// <summary>Signs another certificate for the node, in place of the one that is there.</summary>
    /// <exception cref="StartRefusedException">The folder cannot be used.</exception>
    public void Renew(IReadOnlyCollection<string> names) => InFolder(() =>
    {
        using var authority = Load();
        Sign(authority, names);
        return true;
    });

    /// <summary>The authority alone, without its key.</summary>
    /// <exception cref="StartRefusedException">The folder cannot be used.</exception>
    public X509Certificate2 Certificate() => InFolder(() => X509Certificate2.CreateFromPem(File.ReadAllText(AuthorityFile)));

    /// <summary>Signs a client's certificate.</summary>
    /// <exception cref="StartRefusedException">The folder cannot be used.</exception>
    public X509Certificate2 SignClient(PublicKey key, string name, string identity) => InFolder(() =>
    {
        using var authority = Load();
        var now = time.GetUtcNow();
        return Signing.Client(authority, key, name, identity, now - ClocksDiffer, now + ClientHolds);
    });

    private X509Certificate2 Load() => X509Certificate2.CreateFromPemFile(AuthorityFile, AuthorityKeyFile);

    private void MakeAuthority()
    {
        using var key = Signing.NewKey();
        var now = time.GetUtcNow();
        using var made = Signing.Authority(key, now - ClocksDiffer, now + AuthorityHolds);
        PrivateFile.Write(AuthorityKeyFile, key.ExportPkcs8PrivateKeyPem());
        PublicFile(AuthorityFile, made.ExportCertificatePem());
    }

    private bool HoldsFor(IEnumerable<string> names, X509Certificate2 authority)
    {
        if (!File.Exists(CertificateFile) || !File.Exists(KeyFile)) return false;
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(CertificateFile));
        return certificate.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData)
            && !CertificateLife.IsDue(certificate.NotBefore, certificate.NotAfter, time.GetUtcNow())
            && names.All(name => certificate.MatchesHostname(name));
    }

    private void Sign(X509Certificate2 authority, IReadOnlyCollection<string> names)
    {
        using var key = Signing.NewKey();
        var now = time.GetUtcNow();
        using var signed = Signing.Node(authority, key, names, now - ClocksDiffer, now + CertificateHolds);
        PrivateFile.Write(KeyFile, key.ExportPkcs8PrivateKeyPem());
        PublicFile(CertificateFile, signed.ExportCertificatePem());
    }

    private T InFolder<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new StartRefusedException($"MusterServer:DataDir: the node's own certificates in {folder} cannot be used: {fault.Message} Mend that; or move the folder away for new ones, which every client must then trust anew.");
        }
    }

    private static void PublicFile(string path, string text) => File.WriteAllText(path, text + "\n");
}
