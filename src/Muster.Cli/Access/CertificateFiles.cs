using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Muster.Cli.CommandLine;
using Muster.Protocol;
using Muster.Server.Access;
using Muster.Server.Storage;

namespace Muster.Cli.Access;

/// <summary>A certificate with its key in one file that only its owner reads, and the authority in another.</summary>
/// <remarks>In one file, so that a renewal takes the place of both at once: nobody reads a key without its certificate.</remarks>
internal static class CertificateFiles
{
    /// <summary>The request of a key: it says nothing else, as nothing else counts.</summary>
    public static ByteString RequestOf(ECDsa key) => ByteString.CopyFrom(new CertificateRequest("CN=muster", key, HashAlgorithmName.SHA256).CreateSigningRequest());

    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public static X509Certificate2 Write(string file, ECDsa key, IssuedCertificate issued)
    {
        try
        {
            var made = X509CertificateLoader.LoadCertificate(issued.Certificate.Span);
            PrivateFile.Write(file, $"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}");
            return made;
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, $"{file} cannot be written: {unwritten.Message}");
        }
        catch (CryptographicException torn)
        {
            throw new CommandFailure(ExitCode.Failed, $"The registry answered with what is no certificate: {torn.Message}");
        }
    }

    /// <summary>Beside a certificate: <c>orders.pem</c> has its authority in <c>orders.ca.pem</c>.</summary>
    public static string AuthorityFileOf(string file) => Path.ChangeExtension(file, ".ca.pem");

    /// <summary>Comes first: so it is known that files can be written there, before what is good once is used.</summary>
    /// <exception cref="CommandFailure">It cannot.</exception>
    public static void WriteAuthority(string file, X509Certificate2 authority)
    {
        try
        {
            File.WriteAllText(AuthorityFileOf(file), authority.ExportCertificatePem() + "\n");
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, $"--out: {AuthorityFileOf(file)} cannot be written: {unwritten.Message} The join token was not used.");
        }
    }

    /// <summary>A certificate as people read it.</summary>
    public static CertificateFacts FactsOf(X509Certificate2 certificate) => new(
        certificate.Subject, CertificateReader.NamesIn(certificate), certificate.Issuer, certificate.SerialNumber.ToLowerInvariant(),
        certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
}
