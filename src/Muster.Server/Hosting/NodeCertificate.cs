using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Muster.Server.Hosting;

/// <summary>A certificate that a node shows, and those between it and its authority.</summary>
internal sealed record NodeCertificate(X509Certificate2 Leaf, SslStreamCertificateContext Context)
{
    /// <exception cref="StartRefusedException">The files are not what they should be.</exception>
    public static NodeCertificate Load(TlsOptions tls)
    {
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
            var leaf = X509Certificate2.CreateFromPem(certificates, key);
            return new(leaf, SslStreamCertificateContext.Create(leaf, chain, offline: true));
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new StartRefusedException($"MusterServer:Tls:KeyFile: {tls.KeyFile} does not hold the private key, in PEM and not encrypted, of the first certificate in {tls.CertificateFile}.");
        }
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
