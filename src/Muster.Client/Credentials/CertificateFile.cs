using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;

namespace Muster.Client.Credentials;

/// <summary>The one file of a certificate and its key. What is put in its place is there at once: nobody reads a key without its certificate.</summary>
/// <remarks>It has the mode of the one before, with nothing for others; a first one is this user's alone. Its owner is who wrote it.</remarks>
internal static class CertificateFile
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite, Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The request of a key: it says nothing else, as nothing else counts.</summary>
    public static ByteString RequestOf(ECDsa key) => ByteString.CopyFrom(new CertificateRequest("CN=muster", key, HashAlgorithmName.SHA256).CreateSigningRequest());

    /// <summary>Puts the file in its own place, as it is: whoever can do that can put another there.</summary>
    /// <exception cref="IOException">He cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">He may not.</exception>
    public static void Rehearse(string file) => Replace(file, File.ReadAllBytes(file));

    /// <summary>Answers the certificate.</summary>
    /// <exception cref="CryptographicException">It is none, or not of the key.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static X509Certificate2 Put(string file, ECDsa key, ReadOnlySpan<byte> certificate)
    {
        var (shown, secret) = (PemEncoding.WriteString("CERTIFICATE", certificate), key.ExportPkcs8PrivateKeyPem());
        var made = Read(shown, secret);
        Replace(file, System.Text.Encoding.ASCII.GetBytes($"{shown}\n{secret}\n"));
        return made;
    }

    private static X509Certificate2 Read(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (ArgumentException other)
        {
            throw new CryptographicException(other.Message, other);
        }
    }

    private static void Replace(string file, byte[] content)
    {
        var place = Path.GetFullPath(File.Exists(file) ? File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file : file);
        var unfinished = $"{place}.{Path.GetRandomFileName()}";
        try
        {
            using (var writing = new FileStream(unfinished, Options()))
            {
                writing.Write(content);
                writing.Flush(flushToDisk: true);   // a machine that fails now has the one or the other
            }

            if (!OperatingSystem.IsWindows() && File.Exists(place)) File.SetUnixFileMode(unfinished, File.GetUnixFileMode(place) & ~Others);
            File.Move(unfinished, place, overwrite: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            TryDelete(unfinished);
            throw new IOException(failed.Message.Replace(unfinished, place, StringComparison.Ordinal), failed);   // the same words each time
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mine;
        return options;
    }

    private static void TryDelete(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The folder does not let us write: the failure before says so.
        }
    }
}
