using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Muster.Protocol;
using Muster.Rpc;

namespace Muster.Client.Credentials;

/// <summary>Renews the certificate that this process shows, in its file, when <see cref="RenewalRule"/> says so.</summary>
/// <remarks>
/// It looks at what <see cref="OwnCertificate"/> shows, so a renewal by somebody else counts as its own. Connections that
/// stand are left alone: the next one shows what is in the file then. Each failure is told once, until it is another.
/// </remarks>
/// <param name="own">What is shown, and where it stands.</param>
/// <param name="ask">Has a request signed; answers why not where nobody did.</param>
/// <param name="chance">0 to 1, this process's own.</param>
/// <param name="clock">Its wall clock is compared with the certificate.</param>
/// <param name="logger">Is told what came of it.</param>
internal sealed partial class CertificateRenewal(
    OwnCertificate own, Func<ByteString, CancellationToken, Task<(IssuedCertificate? Issued, string Why)>> ask, double chance, TimeProvider clock, ILogger logger)
{
    private string _told = "";

    /// <summary>Looks until stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true) await Task.Delay(await LookAsync(stopping).ConfigureAwait(false), clock, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to.
        }
    }

    /// <summary>Looks once, and does what is due. Answers when to look again.</summary>
    public async Task<TimeSpan> LookAsync(CancellationToken stopping)
    {
        if (own.Current()?.TargetCertificate is not { } shown) return RenewalRule.LookEvery;
        var (from, until) = (shown.NotBefore.ToUniversalTime(), shown.NotAfter.ToUniversalTime());
        var (step, again) = RenewalRule.Judge(CertificateNames.IsGiven(shown), from, until, clock.GetUtcNow(), chance);
        if (step is RenewalStep.JoinAnew)
        {
            if (IsNews($"ended {until:u}")) Log.Ended(logger, own.File, until, own.File);
            return again;
        }

        if (step is not RenewalStep.Renew) return again;
        if (await TryRenewAsync(stopping).ConfigureAwait(false) is { } fault && IsNews(fault)) Log.NotRenewed(logger, own.File, until, again, fault);
        return again;
    }

    /// <summary>Null when it was renewed; else why not, and what to do.</summary>
    private async Task<string?> TryRenewAsync(CancellationToken stopping)
    {
        if (!own.IsWhole)
            return $"Its key stands in a file of its own, so that the two cannot be replaced at once. Put both into {own.File}; or have them renewed by whoever wrote them, and set Muster:RenewCertificate to false.";
        try
        {
            CertificateFile.Rehearse(own.File);   // comes first: the registry keeps the newest few of a name, so none is asked for that cannot be kept
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var (issued, why) = await ask(CertificateFile.RequestOf(key), stopping).ConfigureAwait(false);
            if (issued is null) return $"{why} See whether 'muster cert rotate --cert {own.File}' does better; once it has ended, its owner joins anew.";

            using var made = CertificateFile.Put(own.File, key, issued.Certificate.Span);
            _told = "";
            Log.Renewed(logger, own.File, made.SerialNumber.ToLowerInvariant(), made.NotAfter.ToUniversalTime());
            return null;
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            return $"This process cannot replace the file: {unwritten.Message} Let it write there; or have 'muster cert rotate --cert {own.File} --when-due' run by a timer, as a user who may and whose file this process can read. A program of yours is then told by Muster:RenewCertificate = false to leave the file alone; the muster command needs nothing more.";
        }
        catch (CryptographicException torn)
        {
            return $"What the registry answered is no certificate of the key that was made for it: {torn.Message}";
        }
    }

    private bool IsNews(string news)
    {
        if (news == _told) return false;
        _told = news;
        return true;
    }
}
