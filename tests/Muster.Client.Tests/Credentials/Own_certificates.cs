using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Client.Credentials;

namespace Muster.Client.Tests.Credentials;

/// <summary>A process shows what is in its files, as long as that can be used.</summary>
public sealed class Own_certificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-own-").FullName;
    private DateTime _written = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private string Both => Path.Combine(_folder, "orders.pem");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_is_read_again_when_it_has_changed_and_what_cannot_be_used_changes_nothing()
    {
        var first = Write(Both, Both);
        var own = new OwnCertificate(Both, "", NullLogger.Instance);
        Assert.Equal(first, own.Current()?.TargetCertificate.SerialNumber);
        Assert.Same(own.Current(), own.Current());

        var second = Write(Both, Both);
        Assert.Equal(second, own.Current()?.TargetCertificate.SerialNumber);

        Write(Both, "half a file");
        Assert.Equal(second, own.Current()?.TargetCertificate.SerialNumber);

        File.Delete(Both);
        Assert.Equal(second, own.Current()?.TargetCertificate.SerialNumber);
    }

    [Fact]
    public void Its_key_may_stand_in_a_file_of_its_own()
    {
        var key = Path.Combine(_folder, "orders.key");
        var first = Write(Both, key);

        Assert.Equal(first, new OwnCertificate(Both, key, NullLogger.Instance).Current()?.TargetCertificate.SerialNumber);
        Assert.NotNull(OwnCertificate.FaultIn(Both, ""));
        Assert.NotNull(OwnCertificate.FaultIn(Both, Path.Combine(_folder, "none")));
        Assert.Null(OwnCertificate.FaultIn(Both, key));
    }

    /// <summary>Answers the serial number.</summary>
    private string Write(string file, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=orders", key, HashAlgorithmName.SHA256).CreateSelfSigned(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var secret = key.ExportPkcs8PrivateKeyPem();
        if (keyFile != file && Path.IsPathRooted(keyFile)) File.WriteAllText(keyFile, secret);
        File.WriteAllText(file, Path.IsPathRooted(keyFile) ? $"{made.ExportCertificatePem()}\n{(keyFile == file ? secret : "")}" : keyFile);
        File.SetLastWriteTimeUtc(file, _written = _written.AddSeconds(1));
        return made.SerialNumber;
    }
}
