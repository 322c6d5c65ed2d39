using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Muster.Rpc;

namespace Muster.Server.Hosting;

/// <summary>The certificate that the node shows now: that in the files, as long as it can be used.</summary>
/// <remarks>
/// The files are looked at every <see cref="LookEvery"/>, and read once they have changed and rest. What cannot be used
/// is told in the log and the one before it stays. One of the node's own making is made anew when
/// <see cref="CertificateLife"/> says so, and when somebody asks. Streams go on under the certificate that they began with.
/// </remarks>
/// <param name="files">Where it stands.</param>
/// <param name="time">The node's.</param>
/// <param name="make">Puts another one into the files; null: they are somebody else's.</param>
internal sealed partial class CurrentCertificate(TlsOptions files, TimeProvider time, Action? make = null)
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>After a renewal that failed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private readonly Channel<TaskCompletionSource<X509Certificate2>> _asked = Channel.CreateBounded<TaskCompletionSource<X509Certificate2>>(16);   // full: whoever asks waits
    private volatile NodeCertificate _shown = NodeCertificate.Load(files);
    private DateTimeOffset _notBefore;

    /// <summary>Whether the node can make another one.</summary>
    public bool IsOwn => make is not null;

    /// <summary>What a handshake that begins now is answered with.</summary>
    /// <param name="protocols">What the port speaks, the preferred one first.</param>
    public SslServerAuthenticationOptions Answer(IEnumerable<SslApplicationProtocol> protocols) =>
        new() { ServerCertificateContext = _shown.Context, ApplicationProtocols = [.. protocols] };

    /// <summary>Has another one made, and answers once new connections are shown it. Cancelling gives up the wait alone.</summary>
    /// <exception cref="StartRefusedException">It cannot be made, and the words say why.</exception>
    /// <exception cref="ChannelClosedException">The node is stopping.</exception>
    public async Task<X509Certificate2> RenewAsync(CancellationToken cancel)
    {
        var asked = new TaskCompletionSource<X509Certificate2>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _asked.Writer.WriteAsync(asked, cancel);
        return await asked.Task.WaitAsync(cancel);
    }

    /// <summary>Follows the files until stopped.</summary>
    public async Task RunAsync(ILogger logger, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        var (taken, last) = (StateOfFiles(), StateOfFiles());
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                if (Renew(logger)) taken = last = StateOfFiles();
                var now = StateOfFiles();
                if (now == last && now != taken) (taken, _) = (now, TryTake(logger));
                last = now;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to.
        }
        finally
        {
            _asked.Writer.Complete();
            while (_asked.Reader.TryRead(out var late)) late.SetException(new ChannelClosedException());
        }
    }

    /// <summary>Whether the files hold what the node has made just now, and shows.</summary>
    private bool Renew(ILogger logger)
    {
        var asked = new List<TaskCompletionSource<X509Certificate2>>();
        while (_asked.Reader.TryRead(out var one)) asked.Add(one);
        var now = time.GetUtcNow();
        if (make is null || (asked.Count == 0 && (now < _notBefore || !CertificateLife.IsDue(_shown.Leaf.NotBefore, _shown.Leaf.NotAfter, now)))) return false;

        try
        {
            make();
            Take(logger);
            foreach (var one in asked) one.SetResult(_shown.Leaf);
            return true;
        }
        catch (StartRefusedException failed)
        {
            _notBefore = now + Pause;
            Log.NotRenewed(logger, failed.Message, Pause);
            foreach (var one in asked) one.SetException(failed);
            return false;
        }
    }

    private bool TryTake(ILogger logger)
    {
        try
        {
            Take(logger);
            return true;
        }
        catch (StartRefusedException bad)
        {
            Log.Refused(logger, bad.Message);
            return false;
        }
    }

    private void Take(ILogger logger)
    {
        var next = NodeCertificate.Load(files);
        if (next.Leaf.NotAfter.ToUniversalTime() <= time.GetUtcNow()) throw new StartRefusedException($"{files.CertificateFile} ended on {next.Leaf.NotAfter.ToUniversalTime():yyyy-MM-dd}.");
        _shown = next;   // the one before it is still shown by streams: nobody disposes it
        Log.Changed(logger, next.Leaf.SerialNumber, next.Leaf.NotAfter.ToUniversalTime());
    }

    private (FileState, FileState) StateOfFiles() => (FileState.Of(files.CertificateFile), FileState.Of(files.KeyFile));
}
