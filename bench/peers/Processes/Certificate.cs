using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Muster.Peers.Processes;

/// <summary>A certificate to throw away, for servers that speak TLS.</summary>
internal static class Certificate
{
    /// <summary>PEM files in a server's folder, made at the first question.</summary>
    public static (string File, string Key) In(string folder)
    {
        var (file, key) = (Path.Combine(folder, "tls.pem"), Path.Combine(folder, "tls.key"));
        if (File.Exists(file)) return (file, key);

        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", pair, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(key, pair.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return (file, key);
    }
}
