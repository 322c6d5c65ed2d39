using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Cli.CommandLine;

namespace Muster.Cli.Access;

/// <summary>Looks at the certificate that a registry shows. Nothing is sent to it, so it need not be trusted.</summary>
internal static class ShownByRegistry
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="CommandFailure">Nobody shows one there.</exception>
    public static async Task<CertificateFacts> LookAsync(RegistryTarget target, TimeProvider time, CancellationToken cancel)
    {
        var uri = new Uri(target.DialAddress.Contains("://", StringComparison.Ordinal) ? target.DialAddress : $"https://{target.DialAddress}");
        using var patience = new CancellationTokenSource(Patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        CertificateFacts? shown = null;
        try
        {
            using var line = new TcpClient();
            await line.ConnectAsync(uri.IdnHost, uri.Port, over.Token);
            await using var tls = new SslStream(line.GetStream());
            var how = target.TlsOf(target.OwnOf(NullLogger.Instance))?.ToSslOptions() ?? new();
            (how.TargetHost, how.ApplicationProtocols) = (uri.IdnHost, [SslApplicationProtocol.Http2]);
            how.RemoteCertificateValidationCallback = (_, certificate, _, faults) =>
            {
                if (certificate is X509Certificate2 found) shown = CertificateFiles.FactsOf(found) with { Trusted = faults is SslPolicyErrors.None };
                return shown is not null;
            };
            await tls.AuthenticateAsClientAsync(how, over.Token);
        }
        catch (Exception ended) when (ended is SocketException or IOException or AuthenticationException || (ended is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            if (shown is null) throw new CommandFailure(ExitCode.Unreachable, $"No certificate is shown at {target.Address} ({(ended.InnerException ?? ended).Message.TrimEnd('.')}). It is the registry's RPC port that is asked, usually 7501; one that speaks cleartext has none.");
        }

        return shown!;
    }
}
