using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Muster.Rpc;

namespace Muster.Client.Credentials;

/// <summary>The certificate that this process shows to registries: that in its files, as long as it can be used.</summary>
/// <remarks>Looked at whenever a registry is dialled. Files that changed and cannot be used are told once in the log, and what they held before is shown.</remarks>
/// <param name="file">PEM: the certificate, then those between it and its authority.</param>
/// <param name="keyFile">PEM: its key, not encrypted; empty: in <paramref name="file"/> as well.</param>
internal sealed partial class OwnCertificate(string file, string keyFile, ILogger logger)
{
    private volatile Content? _read;

    /// <summary>That of a process; null: it shows none.</summary>
    public static OwnCertificate? Of(MusterOptions options, ILoggerFactory logging) =>
        options.CertificateFile.Length > 0 ? new(options.CertificateFile, options.KeyFile, logging.CreateLogger<OwnCertificate>()) : null;

    public string File => file;

    /// <summary>Whether its key stands in the same file: so both can be replaced at once.</summary>
    public bool IsWhole => keyFile.Length == 0 || keyFile == file;

    private string KeyFile => keyFile.Length > 0 ? keyFile : file;

    /// <summary>What a dial that begins now shows; null where the files never held one that can be used.</summary>
    public SslStreamCertificateContext? Current()
    {
        var state = (FileState.Of(file), FileState.Of(KeyFile));
        var last = _read;
        if (last is not null && last.State == state) return last.Shown;

        SslStreamCertificateContext? next = null;
        try
        {
            next = Load(file, KeyFile);
        }
        catch (Exception fault) when (IsOfTheFiles(fault))
        {
            Log.Refused(logger, file, fault.Message);
        }

        _read = new(state, next ?? last?.Shown);
        return _read.Shown;
    }

    /// <summary>Null when the files hold a certificate and its key; else what is wrong with them.</summary>
    public static string? FaultIn(string file, string keyFile)
    {
        try
        {
            Load(file, keyFile.Length > 0 ? keyFile : file);
            return null;
        }
        catch (Exception fault) when (IsOfTheFiles(fault))
        {
            return fault.Message;
        }
    }

    private static SslStreamCertificateContext Load(string file, string keyFile)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(file);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(file, keyFile), chain, offline: true);
    }

    private static bool IsOfTheFiles(Exception fault) => fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    /// <param name="State">Of the files, when they were read.</param>
    /// <param name="Shown">What is shown since.</param>
    private sealed record Content((FileState, FileState) State, SslStreamCertificateContext? Shown);

    private static partial class Log   // Credentials owns event ids 4800–4899
    {
        [LoggerMessage(4800, LogLevel.Error, "The certificate in {File} changed and cannot be used. What was there before is shown: {Fault}")]
        public static partial void Refused(ILogger logger, string file, string fault);
    }
}
