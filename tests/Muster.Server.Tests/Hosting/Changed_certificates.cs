using Microsoft.Extensions.Logging;
using Muster.Server.Hosting;
using Muster.Testing.Clocks;

namespace Muster.Server.Tests.Hosting;

/// <summary>The node shows what is in the files, as long as it can be used.</summary>
public sealed class Changed_certificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-certificates-").FullName;
    private readonly HandClock _clock = new();
    private readonly CollectedLog _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_new_one_is_shown_and_a_bad_one_is_refused_loudly()
    {
        var files = new TestCertificate(_folder);
        var current = new CurrentCertificate(new TlsOptions { CertificateFile = files.CertificateFile, KeyFile = files.KeyFile }, _clock);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = current.RunAsync(_log, stopping.Token);
        var first = Shown(current);

        var second = new TestCertificate(_folder);
        await UntilToldAsync("The certificate changed: ");
        Assert.Equal(second.Authority.SerialNumber, Shown(current));
        Assert.NotEqual(first, Shown(current));

        await File.WriteAllTextAsync(files.CertificateFile, "no certificate", Cancel);
        await UntilToldAsync("The certificate's files changed and cannot be used. The certificate before stays in use: ");
        Assert.Equal(second.Authority.SerialNumber, Shown(current));
        Assert.Equal(LogLevel.Error, _log.Lines.Last().Level);

        await stopping.CancelAsync();
        await running;
    }

    [Fact]
    public async Task One_of_the_nodes_own_is_renewed_after_two_thirds_of_its_life_and_not_before()
    {
        var authority = new CenterAuthority(_folder, _clock) { IsUsed = true };
        var current = new CurrentCertificate(authority.CertificateFor(["localhost"]), _clock, () => authority.Renew(["localhost"]));
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = current.RunAsync(_log, stopping.Token);
        var first = Shown(current);

        _clock.Advance(TimeSpan.FromDays(264));
        Assert.Equal(first, Shown(current));
        Assert.Empty(_log.Lines);

        _clock.Advance(TimeSpan.FromDays(1));
        await UntilToldAsync("The certificate changed: ");
        Assert.NotEqual(first, Shown(current));
        Assert.Single(_log.Lines);

        await stopping.CancelAsync();
        await running;
    }

    [Fact]
    public async Task What_cannot_be_renewed_is_told_and_the_one_before_is_shown()
    {
        var files = new TestCertificate(_folder);
        var current = new CurrentCertificate(new TlsOptions { CertificateFile = files.CertificateFile, KeyFile = files.KeyFile }, _clock, () => throw new StartRefusedException("The disk is full."));
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = current.RunAsync(_log, stopping.Token);

        var asking = current.RenewAsync(Cancel);
        await UntilToldAsync("The node's certificate could not be renewed, and is tried again in 00:10:00. The one before stays in use: The disk is full.");

        await Assert.ThrowsAsync<StartRefusedException>(() => asking);
        Assert.Equal(files.Authority.SerialNumber, Shown(current));
        await stopping.CancelAsync();
        await running;
        await Assert.ThrowsAsync<System.Threading.Channels.ChannelClosedException>(() => current.RenewAsync(Cancel));
    }

    private static string Shown(CurrentCertificate current) => current.Answer([]).ServerCertificateContext!.TargetCertificate.SerialNumber;

    private async Task UntilToldAsync(string words)
    {
        while (!_log.Lines.Any(line => line.Line.StartsWith(words, StringComparison.Ordinal)))
        {
            Cancel.ThrowIfCancellationRequested();
            _clock.Advance(CurrentCertificate.LookEvery);
            await Task.Yield();
        }
    }
}
