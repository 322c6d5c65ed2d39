using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Muster.Server.Hosting;

/// <summary>The certificate that a node shows, and those between it and its authority.</summary>
internal sealed record NodeCertificate(X509Certificate2 Leaf, X509Certificate2Collection Chain) : IDisposable
{
    /// <summary>Null when none is configured.</summary>
    /// <exception cref="StartRefusedException">The files are not what they should be.</exception>
    public static NodeCertificate? Load(TlsOptions tls)
    {
        if (!tls.IsSet) return null;

        var certificates = ReadText("CertificateFile", tls.CertificateFile);
        var key = ReadText("KeyFile", tls.KeyFile);
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(certificates);
        }
        catch (CryptographicException fault)
        {
            throw new StartRefusedException($"MusterServer:Tls:CertificateFile: {tls.CertificateFile} holds a certificate that cannot be read: {fault.Message}");
        }

        if (chain.Count == 0)
            throw new StartRefusedException($"MusterServer:Tls:CertificateFile: {tls.CertificateFile} holds no certificate. It must be PEM, with a block that starts with -----BEGIN CERTIFICATE-----.");

        try
        {
            return new(X509Certificate2.CreateFromPem(certificates, key), chain);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new StartRefusedException($"MusterServer:Tls:KeyFile: {tls.KeyFile} does not hold the private key, in PEM and not encrypted, of the first certificate in {tls.CertificateFile}.");
        }
    }

    public void Dispose()
    {
        Leaf.Dispose();
        foreach (var certificate in Chain) certificate.Dispose();
    }

    private static string ReadText(string setting, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"MusterServer:Tls:{setting}: {file} cannot be read: {fault.Message}");
        }
    }
}
