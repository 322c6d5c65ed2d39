using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Muster.Client.Credentials;
using Muster.Protocol;
using Muster.Testing.Clocks;

namespace Muster.Client.Tests.Credentials;

/// <summary>A process puts another certificate into its file when that is due, and says what stands in the way.</summary>
public sealed class Renewals_of_its_own : IDisposable, ILogger
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-renewing-").FullName;
    private readonly HandClock _clock = new();
    private readonly List<(LogLevel Level, string Line)> _lines = [];
    private readonly DateTimeOffset _start;
    private int _asked;

    public Renewals_of_its_own() => _start = _clock.GetUtcNow();

    private string Pem => Path.Combine(_folder, "orders.pem");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Once_due_it_is_replaced_by_one_that_holds_longer_for_this_user_alone()
    {
        Join();
        var own = new OwnCertificate(Pem, "", this);
        var renewal = Renewal(own);

        Assert.Equal(TimeSpan.FromHours(1), await renewal.LookAsync(Cancel));
        Assert.Equal(0, _asked);

        var before = own.Current()!.TargetCertificate.SerialNumber;
        _clock.Move(TimeSpan.FromDays(21));
        Assert.Equal(TimeSpan.FromMinutes(10), await renewal.LookAsync(Cancel));

        Assert.NotEqual(before, own.Current()!.TargetCertificate.SerialNumber);
        Assert.True(own.Current()!.TargetCertificate.HasPrivateKey);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Pem));
        Assert.Equal([Pem], Directory.GetFiles(_folder));
        Assert.StartsWith($"The certificate in {Pem} was renewed: serial number ", Assert.Single(_lines).Line, StringComparison.Ordinal);

        Assert.Equal((TimeSpan.FromHours(1), 1), (await renewal.LookAsync(Cancel), _asked));
    }

    [Fact]
    public async Task What_somebody_else_renewed_is_not_renewed_again()
    {
        Join();
        var renewal = Renewal(new OwnCertificate(Pem, "", this));
        await renewal.LookAsync(Cancel);

        _clock.Move(TimeSpan.FromDays(21));
        Join();

        Assert.Equal((TimeSpan.FromHours(1), 0), (await renewal.LookAsync(Cancel), _asked));
    }

    [Fact]
    public async Task Where_it_stands_behind_a_link_the_link_stays()
    {
        Join();
        var link = Path.Combine(_folder, "link.pem");
        File.CreateSymbolicLink(link, Pem);
        var before = await File.ReadAllTextAsync(Pem, Cancel);
        _clock.Move(TimeSpan.FromDays(21));

        var own = new OwnCertificate(link, "", this);
        var serial = own.Current()!.TargetCertificate.SerialNumber;
        var renewal = Renewal(own);
        for (var time = 1; time <= 2; time++) await renewal.LookAsync(Cancel);

        Assert.Equal(1, _asked);
        Assert.NotEqual(serial, own.Current()!.TargetCertificate.SerialNumber);
        Assert.Equal(Pem, File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName);
        Assert.NotEqual(before, await File.ReadAllTextAsync(Pem, Cancel));
    }

    [Fact]
    public async Task Its_mode_stays_and_others_have_no_part_in_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Rights are others there.");
        Join();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Pem, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        _clock.Move(TimeSpan.FromDays(21));

        await Renewal(new OwnCertificate(Pem, "", this)).LookAsync(Cancel);

        Assert.Equal(1, _asked);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(Pem));
    }

    [Fact]
    public async Task A_refusal_is_told_once_with_what_to_do_and_tried_again_until_it_is_done()
    {
        Join();
        var refusing = true;
        var renewal = Renewal(new OwnCertificate(Pem, "", this), issue: request => refusing ? (null, "https://registry-1:7501 says: The node is stopping.") : Issue(request));
        _clock.Move(TimeSpan.FromDays(21));

        for (var time = 1; time <= 3; time++) Assert.Equal(TimeSpan.FromMinutes(10), await renewal.LookAsync(Cancel));
        refusing = false;
        Assert.Equal(TimeSpan.FromMinutes(10), await renewal.LookAsync(Cancel));

        Assert.Equal(4, _asked);
        Assert.Equal([LogLevel.Warning, LogLevel.Information], _lines.Select(line => line.Level));
        Assert.Contains($"it is tried again in 00:10:00. https://registry-1:7501 says: The node is stopping. See whether 'muster cert rotate --cert {Pem}' does better", _lines[0].Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_asked_for_where_it_could_not_be_kept()
    {
        Join();
        var own = new OwnCertificate(Pem, "", this);
        Assert.NotNull(own.Current());
        Directory.CreateDirectory(Pem + ".away");
        File.Move(Pem, Path.Combine(Pem + ".away", "orders.pem"));   // also root cannot replace what is gone
        _clock.Move(TimeSpan.FromDays(21));

        Assert.Equal(TimeSpan.FromMinutes(10), await Renewal(own).LookAsync(Cancel));

        Assert.Equal(0, _asked);
        Assert.Contains("This process cannot replace the file: ", _lines[^1].Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_put_beside_it_is_told_once_by_its_own_name()
    {
        Join();
        var crowded = Path.Combine(_folder, new string('o', 250) + ".pem");   // no room for anything after it
        File.Move(Pem, crowded);
        var renewal = Renewal(new OwnCertificate(crowded, "", this));
        _clock.Move(TimeSpan.FromDays(21));

        for (var time = 1; time <= 2; time++) await renewal.LookAsync(Cancel);

        Assert.Equal((0, 1), (_asked, _lines.Count));
        Assert.Contains("This process cannot replace the file: ", _lines[0].Line, StringComparison.Ordinal);
        Assert.EndsWith(" A program of yours is then told by Muster:RenewCertificate = false to leave the file alone; the muster command needs nothing more.", _lines[0].Line, StringComparison.Ordinal);   // it has no such option
        Assert.DoesNotContain($"{crowded}.", _lines[0].Line.Replace($"{crowded} --when-due", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal([crowded], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task One_whose_key_stands_apart_and_one_that_has_ended_are_left_with_words()
    {
        Join();
        var apart = Path.Combine(_folder, "orders.key");
        await File.WriteAllTextAsync(apart, await File.ReadAllTextAsync(Pem, Cancel), Cancel);
        _clock.Move(TimeSpan.FromDays(21));
        await Renewal(new OwnCertificate(Pem, apart, this)).LookAsync(Cancel);
        Assert.Contains("Its key stands in a file of its own", _lines[^1].Line, StringComparison.Ordinal);

        _clock.Move(TimeSpan.FromDays(10));
        var renewal = Renewal(new OwnCertificate(Pem, "", this));
        for (var time = 1; time <= 2; time++) Assert.Equal(TimeSpan.FromHours(1), await renewal.LookAsync(Cancel));

        Assert.Equal((0, 2, LogLevel.Error), (_asked, _lines.Count, _lines[^1].Level));
        Assert.Contains("Revoke its name and join anew: 'muster token revoke NAME', ", _lines[^1].Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_certificate_of_its_key_changes_nothing()
    {
        Join();
        var before = await File.ReadAllTextAsync(Pem, Cancel);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var foreign = new CertificateRequest("CN=other", other, HashAlgorithmName.SHA256).CreateSelfSigned(_start, _start.AddDays(30));
        _clock.Move(TimeSpan.FromDays(21));

        foreach (var answer in new[] { foreign.RawData, [1, 2, 3] })
            await Renewal(new OwnCertificate(Pem, "", this), _ => (new() { Certificate = ByteString.CopyFrom(answer) }, "")).LookAsync(Cancel);

        Assert.Equal(before, await File.ReadAllTextAsync(Pem, Cancel));
        Assert.All(_lines, line => Assert.Contains("What the registry answered is no certificate of the key", line.Line, StringComparison.Ordinal));
    }

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add((logLevel, formatter(state, exception)));

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    private CertificateRenewal Renewal(OwnCertificate own, Func<ByteString, (IssuedCertificate?, string)>? issue = null) => new(own, (request, _) =>
    {
        _asked++;
        return Task.FromResult((issue ?? Issue)(request));
    }, chance: 0, _clock, this);

    /// <summary>As the command line writes it.</summary>
    private void Join()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = CertificateFile.Put(Pem, key, Issue(CertificateFile.RequestOf(key)).Issued!.Certificate.Span);
        File.SetLastWriteTimeUtc(Pem, _clock.GetUtcNow().UtcDateTime);   // each another
    }

    private (IssuedCertificate? Issued, string Why) Issue(ByteString request)
    {
        using var authority = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = CertificateRequest.LoadSigningRequest(request.ToByteArray(), HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri("muster://prod/provider/orders"));
        asked.CertificateExtensions.Add(names.Build());
        var now = _clock.GetUtcNow();
        using var made = asked.Create(new X500DistinguishedName("CN=authority"), X509SignatureGenerator.CreateForECDsa(authority), now, now.AddDays(30), RandomNumberGenerator.GetBytes(16));
        return (new() { Certificate = ByteString.CopyFrom(made.RawData) }, "");
    }
}
