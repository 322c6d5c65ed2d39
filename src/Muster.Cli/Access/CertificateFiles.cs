using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Cli.CommandLine;
using Muster.Client.Credentials;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Cli.Access;

/// <summary>A certificate with its key in one file that only its owner reads, and the authority in another.</summary>
/// <remarks>In one file, so that a renewal takes the place of both at once: nobody reads a key without its certificate.</remarks>
internal static class CertificateFiles
{
    /// <summary>Comes first: so it is known that another can be put there, before one is asked for. The registry keeps the newest few alone.</summary>
    /// <exception cref="CommandFailure">It cannot.</exception>
    public static void Rehearse(string file)
    {
        try
        {
            CertificateFile.Rehearse(file);
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, $"{file} cannot be replaced: {unwritten.Message} No other was asked for.");
        }
    }

    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public static X509Certificate2 Write(string file, ECDsa key, IssuedCertificate issued)
    {
        try
        {
            return CertificateFile.Put(file, key, issued.Certificate.Span);
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
        certificate.Subject, CertificateNames.In(certificate), certificate.Issuer, certificate.SerialNumber.ToLowerInvariant(),
        certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
}
