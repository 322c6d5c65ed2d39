using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace Muster.Server.Hosting;

/// <summary>The certificate that the node shows now: that in the files, as long as it can be used.</summary>
/// <remarks>
/// The files are looked at every <see cref="LookEvery"/>, and read once they have changed and rest. What cannot be used
/// is told in the log and the one before it stays. Streams go on under the certificate that they began with.
/// </remarks>
internal sealed partial class CurrentCertificate(TlsOptions files, TimeProvider time)
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private volatile NodeCertificate _shown = NodeCertificate.Load(files);

    /// <summary>What a handshake that begins now is answered with.</summary>
    /// <param name="protocols">What the port speaks, the preferred one first.</param>
    public SslServerAuthenticationOptions Answer(IEnumerable<SslApplicationProtocol> protocols) =>
        new() { ServerCertificateContext = _shown.Context, ApplicationProtocols = [.. protocols] };

    /// <summary>Follows the files until stopped.</summary>
    public async Task RunAsync(ILogger logger, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        var (taken, last) = (StateOfFiles(), StateOfFiles());
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                var now = StateOfFiles();
                if (now == last && now != taken) (taken, _) = (now, TryTake(logger));
                last = now;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to.
        }
    }

    private bool TryTake(ILogger logger)
    {
        try
        {
            var next = NodeCertificate.Load(files);
            if (next.Leaf.NotAfter.ToUniversalTime() <= time.GetUtcNow()) throw new StartRefusedException($"{files.CertificateFile} ended on {next.Leaf.NotAfter.ToUniversalTime():yyyy-MM-dd}.");
            _shown = next;   // the one before it is still shown by streams: nobody disposes it
            Log.Changed(logger, next.Leaf.SerialNumber, next.Leaf.NotAfter.ToUniversalTime());
            return true;
        }
        catch (StartRefusedException bad)
        {
            Log.Refused(logger, bad.Message);
            return false;
        }
    }

    private (DateTime, long, DateTime, long) StateOfFiles()
    {
        var (certificate, key) = (new FileInfo(files.CertificateFile), new FileInfo(files.KeyFile));
        return (certificate.LastWriteTimeUtc, certificate.Exists ? certificate.Length : -1, key.LastWriteTimeUtc, key.Exists ? key.Length : -1);
    }
}
